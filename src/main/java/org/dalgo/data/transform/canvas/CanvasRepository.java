package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.data.warehouse.table.TableView;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Tables, nodes and edges of organisations' canvases. */
@ApplicationScoped
class CanvasRepository {

    private static final String TABLE =
            "m.id, m.uuid, m.type, m.schema, m.name, m.display_name, m.source_name, m.sql_path, m.output_cols,"
                    + " m.output_types";

    private static final String TABLES =
            "select " + TABLE + " from dbt_model m where m.org_id = $1 and not m.under_construction";

    private static final String NODES =
            """
            select n.id as node_id, n.uuid as node_uuid, n.node_type, n.name as node_name,
                   n.operation_config::text as operation_config, n.output_cols as node_cols,
                   n.node_type <> 'operation' or not exists (
                       select from canvas_edge e join canvas_node o on o.id = e.to_node_id
                       where e.from_node_id = n.id and o.node_type = 'operation') as last_in_chain,
                   case when m.type = 'model' then f.content is not distinct from f.published end as published,
                   %s
            from canvas_node n
            left join dbt_model m on m.id = n.dbt_model_id
            left join dbt_file f on f.org_id = m.org_id and f.path = m.sql_path
            where n.org_id = $1
            """
                    .formatted(TABLE);

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
    private final ObjectMapper json;

    @Inject
    CanvasRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** All tables, or those of one schema when it is not null. */
    Uni<List<CanvasTable>> tables(OrgId org, String schema) {
        Uni<List<Row>> rows = schema == null
                ? sql.rows(TABLES + " order by m.schema, m.name, m.type", org.value())
                : sql.rows(TABLES + " and m.schema = $2 order by m.name, m.type", org.value(), schema);
        return rows.map(found -> found.stream().map(CanvasRepository::table).toList());
    }

    /** The table of that uuid, or null. */
    Uni<CanvasTable> table(OrgId org, UUID uuid) {
        return sql.firstRow(
                        "select " + TABLE + " from dbt_model m where m.org_id = $1 and m.uuid = $2", org.value(), uuid)
                .map(row -> row == null ? null : table(row));
    }

    /** The model of that name, or null. */
    Uni<CanvasTable> model(OrgId org, String name) {
        return sql.firstRow(
                        "select " + TABLE
                                + " from dbt_model m where m.org_id = $1 and m.type = 'model' and m.name = $2",
                        org.value(),
                        name)
                .map(row -> row == null ? null : table(row));
    }

    /** Sources that this file of the project declares. */
    Uni<List<CanvasTable>> listDeclaredSources(OrgId org, String path) {
        return sql.rows(
                        TABLES + " and m.type = 'source' and m.sql_path = $2 order by m.schema, m.name",
                        org.value(),
                        path)
                .map(rows -> rows.stream().map(CanvasRepository::table).toList());
    }

    /** What the last reading of the git repository brought. */
    Uni<ImportResponse> lastImport(OrgId org) {
        return sql.firstRow(
                        "select import_report::text as import_report, import_problem, git_url is null as local"
                                + " from dbt_project where org_id = $1",
                        org.value())
                .map(row -> {
                    String message = !row.isNull("import_problem")
                            ? row.text("import_problem")
                            : row.bool("local")
                                    ? "The canvas is what this workspace holds"
                                    : "The repository is read in the background";
                    return ImportResponse.of(
                            row.isNull("import_problem"),
                            message,
                            row.isNull("import_report")
                                    ? json.createObjectNode()
                                    : (ObjectNode) row.json("import_report", json));
                });
    }

    /** Makes changes of one canvas follow each other, until the unit of work ends. */
    Uni<Void> lockCanvas(OrgId org) {
        return sql.firstRow("select id from dbt_project where org_id = $1 for update", org.value())
                .replaceWithVoid();
    }

    /** Notes where a table is declared, or that it is nowhere. */
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
                                + " output_types) values ($1, 'model', $2, $3, $4, $5, $6, $7) returning " + TABLE,
                        org.value(),
                        schema,
                        name,
                        displayName,
                        path,
                        columns.names().toArray(String[]::new),
                        columns.types().toArray(String[]::new))
                .map(CanvasRepository::table);
    }

    /** Changes a model; answers what it is now. */
    Uni<CanvasTable> changeModel(
            OrgId org, long id, String schema, String name, String displayName, String path, TypedColumns columns) {
        return sql.firstRow(
                        "update dbt_model as m set schema = $3, name = $4, display_name = $5, sql_path = $6,"
                                + " output_cols = $7, output_types = $8, updated_at = now() where m.org_id = $1 and m.id = $2 returning "
                                + TABLE,
                        org.value(),
                        id,
                        schema,
                        name,
                        displayName,
                        path,
                        columns.names().toArray(String[]::new),
                        columns.types().toArray(String[]::new))
                .map(CanvasRepository::table);
    }

    Uni<Void> deleteTable(OrgId org, CanvasTable table) {
        return sql.update("delete from dbt_model where org_id = $1 and id = $2", org.value(), table.id())
                .replaceWithVoid();
    }

    Uni<List<CanvasNode>> nodes(OrgId org) {
        return sql.rows(NODES + " order by n.id", org.value())
                .map(rows -> rows.stream().map(this::node).toList());
    }

    /** The node of that uuid, or null. */
    Uni<CanvasNode> node(OrgId org, UUID uuid) {
        return sql.firstRow(NODES + " and n.uuid = $2", org.value(), uuid).map(this::nodeOrNull);
    }

    /** The node of that table, or null. */
    Uni<CanvasNode> nodeOf(OrgId org, CanvasTable table) {
        return sql.firstRow(NODES + " and n.dbt_model_id = $2", org.value(), table.id())
                .map(this::nodeOrNull);
    }

    Uni<List<CanvasEdge>> edges(OrgId org) {
        return sql.rows(
                        "select from_node_id, to_node_id, seq from canvas_edge where org_id = $1"
                                + " order by to_node_id, seq, from_node_id",
                        org.value())
                .map(rows -> rows.stream()
                        .map(row -> new CanvasEdge(
                                row.longValue("from_node_id"), row.longValue("to_node_id"), row.intValue("seq")))
                        .toList());
    }

    /** Puts a table on the canvas, where it may be already; answers its node. */
    Uni<CanvasNode> addTableNode(OrgId org, CanvasTable table) {
        return sql.update(
                        "insert into canvas_node (org_id, node_type, name, output_cols, dbt_model_id)"
                                + " values ($1, $2, $3, $4, $5)"
                                + " on conflict (dbt_model_id) do update set name = excluded.name,"
                                + " output_cols = excluded.output_cols, updated_at = now()",
                        org.value(),
                        table.type(),
                        table.nodeName(),
                        table.columns().toArray(String[]::new),
                        table.id())
                .chain(() -> nodeOf(org, table));
    }

    /** Puts an operation on the canvas; answers its uuid. */
    Uni<UUID> addOperationNode(OrgId org, String type, ObjectNode config, List<String> columns) {
        return sql.firstRow(
                        "insert into canvas_node (org_id, node_type, name, operation_config, output_cols)"
                                + " values ($1, 'operation', $2, $3, $4) returning uuid",
                        org.value(),
                        type,
                        new JsonObject(config.toString()),
                        columns.toArray(String[]::new))
                .map(row -> row.uuid("uuid"));
    }

    Uni<Void> changeOperation(OrgId org, long node, String type, ObjectNode config, List<String> columns) {
        return sql.update(
                        "update canvas_node set name = $3, operation_config = $4, output_cols = $5, updated_at = now()"
                                + " where org_id = $1 and id = $2",
                        org.value(),
                        node,
                        type,
                        new JsonObject(config.toString()),
                        columns.toArray(String[]::new))
                .replaceWithVoid();
    }

    Uni<Void> deleteNode(OrgId org, CanvasNode node) {
        return sql.update("delete from canvas_node where org_id = $1 and id = $2", org.value(), node.id())
                .replaceWithVoid();
    }

    Uni<Void> connect(OrgId org, long from, long to, int seq) {
        return sql.update(
                        "insert into canvas_edge (org_id, from_node_id, to_node_id, seq) values ($1, $2, $3, $4)"
                                + " on conflict (from_node_id, to_node_id) do update set seq = excluded.seq",
                        org.value(),
                        from,
                        to,
                        seq)
                .replaceWithVoid();
    }

    /** Takes the edges away that go from those nodes into that one. */
    Uni<Void> disconnect(OrgId org, Collection<Long> from, long to) {
        return sql.update(
                        "delete from canvas_edge where org_id = $1 and to_node_id = $2 and from_node_id = any($3)",
                        org.value(),
                        to,
                        from.toArray(Long[]::new))
                .replaceWithVoid();
    }

    private CanvasNode nodeOrNull(Row row) {
        return row == null ? null : node(row);
    }

    private CanvasNode node(Row row) {
        return new CanvasNode(
                row.longValue("node_id"),
                row.uuid("node_uuid"),
                row.text("node_type"),
                row.text("node_name"),
                (ObjectNode) row.json("operation_config", json),
                row.texts("node_cols"),
                row.bool("last_in_chain"),
                row.isNull("id") ? null : table(row),
                row.boolOrNull("published"));
    }

    private static CanvasTable table(Row row) {
        return new CanvasTable(
                row.longValue("id"),
                row.uuid("uuid"),
                row.text("type"),
                row.text("schema"),
                row.text("name"),
                row.text("display_name"),
                row.text("source_name"),
                row.text("sql_path"),
                row.texts("output_cols"),
                row.texts("output_types"));
    }
}
