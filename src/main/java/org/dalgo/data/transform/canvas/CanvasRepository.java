package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Nodes and edges of organisations' canvases. */
@ApplicationScoped
class CanvasRepository {

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
                    .formatted(CanvasTable.COLUMNS);

    private final Sql sql;
    private final ObjectMapper json;

    @Inject
    CanvasRepository(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
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

    /** Makes changes of one canvas follow each other, until the unit of work ends. Answers false when there is no project. */
    Uni<Boolean> lockCanvas(OrgId org) {
        return sql.firstRow("select id from dbt_project where org_id = $1 for update", org.value())
                .map(row -> row != null);
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
                row.isNull("id") ? null : CanvasTable.of(row),
                row.boolOrNull("published"));
    }
}
