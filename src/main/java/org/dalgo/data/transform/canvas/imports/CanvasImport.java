package org.dalgo.data.transform.canvas.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.data.transform.repository.RepositoryListener;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/**
 * Brings what the files of a git repository say onto the canvas: models, sources, and what is selected from what. What
 * people drew stays; a model whose file is gone goes, unless an operation works on it.
 */
@ApplicationScoped
class CanvasImport implements RepositoryListener {

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
    CanvasImport(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Uni<Void> onFilesReplaced(OrgId org) {
        return sql.update(REPLACED, org.value()).replaceWithVoid();
    }

    @Override
    public Uni<Void> onFilesRead(OrgId org) {
        return sql.firstRow("select default_schema from dbt_project where org_id = $1", org.value())
                .map(row -> row.text("default_schema"))
                .chain(schema -> sql.rows(FILES, org.value()).chain(rows -> {
                    Map<String, String> files = new LinkedHashMap<>();
                    rows.forEach(row -> files.put(row.text("path"), row.text("content")));
                    return Unis.onWorker(() -> ParsedProject.of(files, schema));
                }))
                .chain(found -> store(org, found));
    }

    private Uni<Void> store(OrgId org, ParsedProject found) {
        JsonArray tables = tables(found);
        String[] names = found.models().keySet().toArray(String[]::new);
        JsonObject report = new JsonObject()
                .put("models_processed", found.models().size())
                .put("sources_processed", found.sources().size());
        return sql.update(GONE, org.value(), names)
                .chain(() -> sql.update(UNDECLARED, org.value(), sources(found)))
                .chain(() -> sql.rows(MODELS, org.value(), tables))
                .chain(models -> sql.rows(SOURCES, org.value(), tables).invoke(sources -> {
                    long made = made(models) + made(sources);
                    report.put("orgdbtmodels_created", made)
                            .put("orgdbtmodels_updated", models.size() + sources.size() - made);
                }))
                .chain(() -> sql.rows(PLACE, org.value(), tables))
                .invoke(nodes ->
                        report.put("nodes_created", made(nodes)).put("nodes_updated", nodes.size() - made(nodes)))
                .chain(() -> sql.firstRow(CONNECT, org.value(), selections(found)))
                .invoke(edges -> report.put("edges_created", edges.longValue("created"))
                        .put("edges_skipped", edges.longValue("skipped"))
                        .put("edges_deleted", edges.longValue("deleted")))
                .chain(() -> sql.update(
                        "update dbt_project set import_report = $2::jsonb where org_id = $1", org.value(), report))
                .replaceWithVoid();
    }

    private static long made(List<Row> rows) {
        return rows.stream().filter(row -> row.bool("added")).count();
    }

    /** Each table once, also when several files declare it. */
    private static JsonArray tables(ParsedProject found) {
        JsonArray tables = new JsonArray();
        found.models()
                .values()
                .forEach(model -> tables.add(new JsonObject()
                        .put("type", "model")
                        .put("schema", model.schema())
                        .put("name", model.name())
                        .put("title", model.name())
                        .put("columns", new JsonArray(List.copyOf(model.columns())))
                        .put("path", model.path())));
        sources(found).forEach(tables::add);
        return tables;
    }

    private static JsonArray sources(ParsedProject found) {
        Map<String, JsonObject> sources = new LinkedHashMap<>();
        found.sources()
                .values()
                .forEach(source -> sources.putIfAbsent(
                        source.schema() + "\0" + source.identifier(),
                        new JsonObject()
                                .put("type", "source")
                                .put("schema", source.schema())
                                .put("name", source.identifier())
                                .put("title", source.table())
                                .put("source", source.source())
                                .put("path", source.path())));
        return new JsonArray(List.copyOf(sources.values()));
    }

    /** Which table goes into which model. */
    private static JsonArray selections(ParsedProject found) {
        JsonArray selections = new JsonArray();
        for (ParsedProject.Model model : found.models().values()) {
            for (String name : model.models()) {
                ParsedProject.Model from = found.models().get(name);
                if (from != null) {
                    selections.add(selection("model", from.schema(), from.name(), model));
                }
            }
            for (String key : model.sources()) {
                ParsedProject.Source from = found.sources().get(key);
                if (from != null) {
                    selections.add(selection("source", from.schema(), from.identifier(), model));
                }
            }
        }
        return selections;
    }

    private static JsonObject selection(String type, String schema, String name, ParsedProject.Model into) {
        return new JsonObject()
                .put("type", type)
                .put("schema", schema)
                .put("name", name)
                .put("model", into.name());
    }
}
