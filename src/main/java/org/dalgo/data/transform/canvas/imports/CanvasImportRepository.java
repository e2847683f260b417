package org.dalgo.data.transform.canvas.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * The statements of an import. Documents are JSON arrays of tables, each an object with {@code type}, {@code schema} and
 * {@code name}. All statements join the current transaction.
 */
@ApplicationScoped
class CanvasImportRepository {

    /** How many rows a statement added and how many it changed. */
    record RowCounts(long added, long changed) {}

    /**
     * How edges changed.
     *
     * @param skipped those that people drew otherwise, through operations
     */
    record EdgeCounts(long created, long skipped, long deleted) {}

    private static final String FILES =
            """
            select path, content from dbt_file
            where org_id = $1 and content is not null
              and (path like 'models/%' or path like 'macros/%' or path = 'dbt_project.yml')
            order by path
            """;

    private static final String REPLACED =
            """
            with nodes as (delete from canvas_node where org_id = $1),
            models as (delete from dbt_model where org_id = $1 and type = 'model')
            update dbt_model set sql_path = null, source_name = schema, display_name = name, updated_at = now()
            where org_id = $1 and type = 'source'
            """;

    private static final String GONE =
            """
            delete from dbt_model m where m.org_id = $1 and m.type = 'model' and not m.name = any($2)
            and not exists (select from canvas_node n
                            join canvas_edge e on e.from_node_id = n.id
                            join canvas_node o on o.id = e.to_node_id and o.node_type = 'operation'
                            where n.dbt_model_id = m.id)
            """;

    // A source that no file declares any more is a table of the warehouse like others.
    private static final String UNDECLARED =
            """
            update dbt_model m set sql_path = null, source_name = m.schema, display_name = m.name, updated_at = now()
            where m.org_id = $1 and m.type = 'source' and m.sql_path is not null
            and not exists (select from jsonb_to_recordset($2::jsonb) as f (schema text, name text)
                            where f.schema = m.schema and f.name = m.name)
            """;

    private static final String TABLES =
            """
            insert into dbt_model (org_id, type, schema, name, display_name, source_name, sql_path, output_cols,
                output_types)
            select $1, f.type, f.schema, f.name, f.title, f.source, f.path, c.columns,
                array_fill(''::text, array[cardinality(c.columns)])
            from jsonb_to_recordset($2::jsonb)
                as f (type text, schema text, name text, title text, source text, path text, columns jsonb)
            cross join lateral (
                select array(select jsonb_array_elements_text(coalesce(f.columns, '[]'))) as columns) c
            where f.type = '%s'
            on conflict %s do update set schema = excluded.schema, sql_path = excluded.sql_path, updated_at = now()%s
            returning xmax = 0 as added
            """;

    // Before it is built, a model has the columns that its properties declare; then those of its table.
    private static final String MODELS = TABLES.formatted(
            "model",
            "(org_id, name) where type = 'model'",
            ", output_cols = case when cardinality(dbt_model.output_cols) = 0 then excluded.output_cols"
                    + " else dbt_model.output_cols end"
                    + ", output_types = case when cardinality(dbt_model.output_cols) = 0 then excluded.output_types"
                    + " else dbt_model.output_types end");

    private static final String SOURCES = TABLES.formatted(
            "source",
            "(org_id, schema, name, type)",
            ", display_name = excluded.display_name, source_name = excluded.source_name");

    private static final String PLACE =
            """
            insert into canvas_node (org_id, node_type, name, output_cols, dbt_model_id)
            select m.org_id, m.type, m.schema || '.' || m.name, m.output_cols, m.id
            from dbt_model m join jsonb_to_recordset($2::jsonb) as f (type text, schema text, name text)
                on f.type = m.type and f.schema = m.schema and f.name = m.name
            where m.org_id = $1
            on conflict (dbt_model_id) do update
                set name = excluded.name, output_cols = excluded.output_cols, updated_at = now()
            returning xmax = 0 as added
            """;

    private static final String CONNECT =
            """
            with wanted as (
                select distinct a.id as from_node, b.id as to_node,
                       exists (select from canvas_edge e join canvas_node o on o.id = e.from_node_id
                               where e.to_node_id = b.id and o.node_type = 'operation') as drawn
                from jsonb_to_recordset($2::jsonb) as f (type text, schema text, name text, model text)
                join dbt_model s on s.org_id = $1 and s.type = f.type and s.schema = f.schema and s.name = f.name
                join dbt_model t on t.org_id = $1 and t.type = 'model' and t.name = f.model
                join canvas_node a on a.dbt_model_id = s.id
                join canvas_node b on b.dbt_model_id = t.id
                where a.id <> b.id),
            gone as (
                delete from canvas_edge e using canvas_node a, canvas_node b
                where e.org_id = $1 and a.id = e.from_node_id and b.id = e.to_node_id
                  and a.node_type <> 'operation' and b.node_type <> 'operation'
                  and not exists (select from wanted w
                                  where w.from_node = a.id and w.to_node = b.id and not w.drawn)
                returning 1),
            made as (
                insert into canvas_edge (org_id, from_node_id, to_node_id)
                select $1, from_node, to_node from wanted where not drawn
                on conflict do nothing returning 1)
            select (select count(*) from made) as created, (select count(*) from wanted where drawn) as skipped,
                   (select count(*) from gone) as deleted
            """;

    private final Sql sql;

    @Inject
    CanvasImportRepository(Sql sql) {
        this.sql = sql;
    }

    /** The schema that dbt writes to unless a model names another one. */
    Uni<String> defaultSchema(OrgId org) {
        return sql.firstRow("select default_schema from dbt_project where org_id = $1", org.value())
                .map(row -> row.text("default_schema"));
    }

    /** The files that declare models and sources, or change how they are read, by path. */
    Uni<Map<String, String>> files(OrgId org) {
        return sql.rows(FILES, org.value()).map(rows -> {
            Map<String, String> files = new LinkedHashMap<>();
            rows.forEach(row -> files.put(row.text("path"), row.text("content")));
            return files;
        });
    }

    /** Empties the canvas: its models go, its sources are tables of the warehouse like others. */
    Uni<Void> clear(OrgId org) {
        return sql.update(REPLACED, org.value()).replaceWithVoid();
    }

    /** Deletes models that are none of these, unless an operation works on them. */
    Uni<Void> deleteOtherModels(OrgId org, Collection<String> names) {
        return sql.update(GONE, org.value(), names.toArray(String[]::new)).replaceWithVoid();
    }

    /** Makes sources that are none of these tables of the warehouse like others. */
    Uni<Void> clearOtherSources(OrgId org, JsonArray sources) {
        return sql.update(UNDECLARED, org.value(), sources).replaceWithVoid();
    }

    /** Stores the models among the tables. */
    Uni<RowCounts> upsertModels(OrgId org, JsonArray tables) {
        return sql.rows(MODELS, org.value(), tables).map(CanvasImportRepository::counts);
    }

    /** Stores the sources among the tables. */
    Uni<RowCounts> upsertSources(OrgId org, JsonArray tables) {
        return sql.rows(SOURCES, org.value(), tables).map(CanvasImportRepository::counts);
    }

    /** Puts the tables on the canvas. */
    Uni<RowCounts> upsertNodes(OrgId org, JsonArray tables) {
        return sql.rows(PLACE, org.value(), tables).map(CanvasImportRepository::counts);
    }

    /**
     * Makes the edges between tables what models select from.
     *
     * @param selections tables, each with the {@code model} that it goes into
     */
    Uni<EdgeCounts> replaceEdges(OrgId org, JsonArray selections) {
        return sql.firstRow(CONNECT, org.value(), selections)
                .map(row ->
                        new EdgeCounts(row.longValue("created"), row.longValue("skipped"), row.longValue("deleted")));
    }

    Uni<Void> storeReport(OrgId org, JsonObject report) {
        return sql.update("update dbt_project set import_report = $2::jsonb where org_id = $1", org.value(), report)
                .replaceWithVoid();
    }

    private static RowCounts counts(List<Row> rows) {
        long added = rows.stream().filter(row -> row.bool("added")).count();
        return new RowCounts(added, rows.size() - added);
    }
}
