package org.dalgo.data.transform.canvas;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.data.warehouse.table.TableView;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Tables that may stand on a canvas: sources and models. */
@ApplicationScoped
class CanvasTableRepository {

    private static final String TABLES =
            "select " + CanvasTable.COLUMNS + " from dbt_model m where m.org_id = $1 and not m.under_construction";

    // What dbt wrote is a model's table, not a source; a source that has gone stays while it is on the canvas.
    private static final String MERGE_WAREHOUSE_TABLES =
            """
            with found as (
                select t.schema, t.name, array(select jsonb_array_elements_text(t.columns)) as columns,
                       array(select jsonb_array_elements_text(t.types)) as types
                from jsonb_to_recordset($2::jsonb) as t (schema text, name text, columns jsonb, types jsonb)),
            written as (
                update dbt_model m set output_cols = f.columns, output_types = f.types, updated_at = now()
                from found f
                where m.org_id = $1 and m.type = 'model' and m.schema = f.schema and m.name = f.name
                and (m.output_cols, m.output_types) is distinct from (f.columns, f.types)),
            gone as (
                delete from dbt_model m where m.org_id = $1 and m.type = 'source'
                and (not exists (select from found f where f.schema = m.schema and f.name = m.name)
                     or exists (select from dbt_model w where w.org_id = $1 and w.type = 'model'
                                and w.schema = m.schema and w.name = m.name))
                and not exists (select from canvas_node n where n.dbt_model_id = m.id)),
            loaded as (
                insert into dbt_model (org_id, type, schema, name, display_name, source_name, output_cols, output_types)
                select $1, 'source', f.schema, f.name, f.name, f.schema, f.columns, f.types from found f
                where not exists (select from dbt_model m where m.org_id = $1 and m.type = 'model'
                                  and m.schema = f.schema and m.name = f.name)
                on conflict (org_id, schema, name, type)
                    do update set output_cols = excluded.output_cols, output_types = excluded.output_types,
                        updated_at = now()
                    where (dbt_model.output_cols, dbt_model.output_types)
                        is distinct from (excluded.output_cols, excluded.output_types)
                returning schema, xmax = 0 as added)
            select schema, count(*) filter (where added) as added from loaded group by schema order by schema
            """;

    /**
     * Columns of a model.
     *
     * @param types one for each name, empty where it is not known
     */
    record TypedColumns(List<String> names, List<String> types) {}

    /** How many tables of a schema were not known before. */
    record NewTables(String schema, int tables) {}

    private final Sql sql;

    @Inject
    CanvasTableRepository(Sql sql) {
        this.sql = sql;
    }

    /** All tables, or those of one schema when it is not null. */
    Uni<List<CanvasTable>> tables(OrgId org, String schema) {
        Uni<List<Row>> rows = schema == null
                ? sql.rows(TABLES + " order by m.schema, m.name, m.type", org.value())
                : sql.rows(TABLES + " and m.schema = $2 order by m.name, m.type", org.value(), schema);
        return rows.map(found -> found.stream().map(CanvasTable::of).toList());
    }

    /** The table of that uuid, or null. */
    Uni<CanvasTable> table(OrgId org, UUID uuid) {
        return sql.firstRow(
                        "select " + CanvasTable.COLUMNS + " from dbt_model m where m.org_id = $1 and m.uuid = $2",
                        org.value(),
                        uuid)
                .map(row -> row == null ? null : CanvasTable.of(row));
    }

    /** The model of that name, or null. */
    Uni<CanvasTable> model(OrgId org, String name) {
        return sql.firstRow(
                        "select " + CanvasTable.COLUMNS
                                + " from dbt_model m where m.org_id = $1 and m.type = 'model' and m.name = $2",
                        org.value(),
                        name)
                .map(row -> row == null ? null : CanvasTable.of(row));
    }

    /** Sources that this file of the project declares. */
    Uni<List<CanvasTable>> listDeclaredSources(OrgId org, String path) {
        return sql.rows(
                        TABLES + " and m.type = 'source' and m.sql_path = $2 order by m.schema, m.name",
                        org.value(),
                        path)
                .map(rows -> rows.stream().map(CanvasTable::of).toList());
    }

    /** Records the file that declares a table; null for none. */
    Uni<Void> setSourceFile(OrgId org, CanvasTable table, String path) {
        return sql.update(
                        "update dbt_model set sql_path = $3::varchar, updated_at = now() where org_id = $1 and id = $2",
                        org.value(),
                        table.id(),
                        path)
                .replaceWithVoid();
    }

    /** Makes the list of sources what the warehouse has; answers what is new, by schema. */
    Uni<List<NewTables>> mergeWarehouseTables(OrgId org, List<TableView> tables) {
        JsonArray document = new JsonArray();
        tables.forEach(table -> document.add(new JsonObject()
                .put("schema", table.schema())
                .put("name", table.name())
                .put("columns", new JsonArray(table.columns()))
                .put("types", new JsonArray(table.types()))));
        return sql.rows(MERGE_WAREHOUSE_TABLES, org.value(), document)
                .call(() -> sql.update(
                        "update canvas_node n set output_cols = m.output_cols, updated_at = now() from dbt_model m"
                                + " where n.org_id = $1 and m.id = n.dbt_model_id and n.output_cols <> m.output_cols",
                        org.value()))
                .map(rows -> rows.stream()
                        .map(row -> new NewTables(row.text("schema"), row.intValue("added")))
                        .toList());
    }

    /** Stores a new model; answers it. */
    Uni<CanvasTable> addModel(
            OrgId org, String schema, String name, String displayName, String path, TypedColumns columns) {
        return sql.firstRow(
                        "insert into dbt_model as m (org_id, type, schema, name, display_name, sql_path, output_cols,"
                                + " output_types) values ($1, 'model', $2, $3, $4, $5, $6, $7) returning "
                                + CanvasTable.COLUMNS,
                        org.value(),
                        schema,
                        name,
                        displayName,
                        path,
                        columns.names().toArray(String[]::new),
                        columns.types().toArray(String[]::new))
                .map(CanvasTable::of);
    }

    /** Changes a model; answers what it is now. */
    Uni<CanvasTable> changeModel(
            OrgId org, long id, String schema, String name, String displayName, String path, TypedColumns columns) {
        return sql.firstRow(
                        "update dbt_model as m set schema = $3, name = $4, display_name = $5, sql_path = $6,"
                                + " output_cols = $7, output_types = $8, updated_at = now() where m.org_id = $1 and m.id = $2 returning "
                                + CanvasTable.COLUMNS,
                        org.value(),
                        id,
                        schema,
                        name,
                        displayName,
                        path,
                        columns.names().toArray(String[]::new),
                        columns.types().toArray(String[]::new))
                .map(CanvasTable::of);
    }

    Uni<Void> deleteTable(OrgId org, CanvasTable table) {
        return sql.update("delete from dbt_model where org_id = $1 and id = $2", org.value(), table.id())
                .replaceWithVoid();
    }
}
