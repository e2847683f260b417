package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.data.warehouse.destination.DestinationNames;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.catalog.Catalog;

/**
 * Columns that a worker casts after a sync, as the form names them: {@code {"ops": [{"type": "cast", "schema": …, "table": …,
 * "config": {"age": "integer"}}]}}.
 */
final class ColumnCasts {

    private static final String FIELD = "post_sync_transform";
    private static final int MAX_OPS = 100;
    private static final int MAX_COLUMNS = 1000;
    private static final int MAX_NAME_LENGTH = 1000;

    private static final Set<String> TYPES =
            Set.of("numeric", "integer", "bigint", "boolean", "date", "timestamp", "text");

    private ColumnCasts() {}

    /** Fails with INVALID when a worker could not do it. */
    static void check(JsonNode transform, WarehouseType warehouse) {
        JsonNode ops = transform.path("ops");
        if (ops.isEmpty()) {
            return;
        }
        if (warehouse != WarehouseType.POSTGRES) {
            throw Failure.invalid(FIELD, "can be done in a PostgreSQL warehouse only");
        }
        if (ops.size() > MAX_OPS) {
            throw Failure.invalid(FIELD, "must have at most " + MAX_OPS + " ops");
        }
        for (JsonNode op : ops) {
            JsonNode columns = op.path("config");
            if (!op.path("type").asText().equals("cast") || !columns.isObject() || columns.size() > MAX_COLUMNS) {
                throw Failure.invalid(FIELD, "must have ops of type cast, each with the types of its columns");
            }
            for (Map.Entry<String, JsonNode> column : columns.properties()) {
                if (column.getKey().length() > MAX_NAME_LENGTH
                        || !TYPES.contains(column.getValue().asText())) {
                    throw Failure.invalid(
                            FIELD,
                            "column " + column.getKey() + " must become one of "
                                    + TYPES.stream().sorted().collect(Collectors.joining(", ")));
                }
            }
        }
    }

    /**
     * What a worker is to do, for its Secret block. The schema is that of the connection in any case.
     *
     * @param profileBlock Secret block of the warehouse
     * @param warehouseSchema where connections load that name no schema
     */
    static ObjectNode instruction(ConnectionDraft draft, String profileBlock, String warehouseSchema) {
        ObjectNode instruction = JsonNodeFactory.instance.objectNode().put("profile_block", profileBlock);
        ArrayNode casts = instruction.putArray("casts");
        String schema = draft.namespace().orElse(warehouseSchema);
        for (JsonNode op : draft.postSyncTransform().path("ops")) {
            String table = op.path("table").asText("");
            for (String name : table.isBlank() ? streams(draft) : List.of(table)) {
                JsonNode columns = table.isBlank() ? columnsOf(draft, name, op.get("config")) : op.get("config");
                if (!columns.isEmpty()) {
                    casts.addObject()
                            .put("schema_name", DestinationNames.key(schema))
                            .put("table", DestinationNames.key(name))
                            .set("columns", columns);
                }
            }
        }
        return instruction;
    }

    private static List<String> streams(ConnectionDraft draft) {
        return draft.streams().stream().map(choice -> choice.stream().name()).toList();
    }

    /** Columns that the stream has; an op that names no table is about every stream that has its columns. */
    private static JsonNode columnsOf(ConnectionDraft draft, String stream, JsonNode columns) {
        ObjectNode known = JsonNodeFactory.instance.objectNode();
        for (Catalog.Stream found : draft.catalog().streams()) {
            JsonNode properties = found.stream().at("/jsonSchema/properties");
            if (found.key().name().equals(stream)) {
                columns.properties().stream()
                        .filter(column -> properties.has(column.getKey()))
                        .forEach(column -> known.set(column.getKey(), column.getValue()));
            }
        }
        return known;
    }
}
