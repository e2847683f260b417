package org.dalgo.light.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Records as lines of COPY's CSV; counts the values that do not fit. */
final class RowEncoder {

    private final TableLayout layout;
    private final long syncId;
    private final long generation;
    private final InstantSource clock;
    private final Map<String, Long> nulled = new TreeMap<>();

    RowEncoder(TableLayout layout, long syncId, long generation, InstantSource clock) {
        this.layout = layout;
        this.syncId = syncId;
        this.generation = generation;
        this.clock = clock;
    }

    byte[] encode(ObjectNode row) {
        ObjectNode meta = JsonNodeFactory.instance.objectNode().put("sync_id", syncId);
        ArrayNode changes = meta.putArray("changes");
        StringBuilder cells = new StringBuilder();
        layout.columns().forEach((column, type) -> {
            String field = layout.fields().get(column);
            JsonNode value = row.path(field);
            boolean absent = value.isMissingNode() || value.isNull();
            Optional<String> text = absent ? Optional.empty() : type.write(value);
            if (text.isEmpty() && !absent) {
                nulled.merge(field, 1L, Long::sum);
                changes.addObject()
                        .put("field", field)
                        .put("change", "NULLED")
                        .put("reason", "DESTINATION_TYPECAST_ERROR");
            }
            cells.append(',');
            text.ifPresent(present -> append(cells, present));
        });
        StringBuilder line = new StringBuilder(cells.length() + 160);
        line.append(UUID.randomUUID()).append(',').append(clock.instant()).append(',');
        append(line, ColumnType.withoutNulEscapes(meta.toString()));
        line.append(',').append(generation).append(cells).append('\n');
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** By field. */
    Map<String, Long> nulled() {
        return Collections.unmodifiableMap(new TreeMap<>(nulled));
    }

    private static void append(StringBuilder line, String text) {
        line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
}
