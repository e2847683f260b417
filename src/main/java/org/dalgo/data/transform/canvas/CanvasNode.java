package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/**
 * A row of {@code canvas_node} with its table.
 *
 * @param config {@code type} and {@code config} of an operation, empty for a table
 * @param table null for an operation
 * @param published whether the table's file is what workers run; null unless it is a model's
 */
record CanvasNode(
        long id,
        UUID uuid,
        String type,
        String name,
        ObjectNode config,
        List<String> columns,
        boolean lastInChain,
        CanvasTable table,
        Boolean published) {

    boolean isOperation() {
        return table == null;
    }

    /** The same operation with another configuration and what comes of it. */
    CanvasNode with(ObjectNode otherConfig, List<String> otherColumns) {
        return new CanvasNode(id, uuid, type, name, otherConfig, otherColumns, lastInChain, table, published);
    }

    NodeResponse response() {
        return new NodeResponse(
                uuid,
                type,
                name,
                config,
                columns,
                table == null ? null : table.response(),
                lastInChain,
                published,
                null,
                null);
    }
}
