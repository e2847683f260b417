package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dalgo.sandbox.airbyte.model.AirbyteStreamBuilder;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Changes to a source's schema that a test requested, applied to what discovery finds. */
public final class SchemaEdit {

    public static final List<String> OPERATIONS =
            List.of("add_column", "drop_column", "change_type", "drop_stream", "add_stream", "drop_cursor", "drop_key");

    private SchemaEdit() {}

    /** Applies {@code {op, stream?, column?}}; without a stream the first one is meant. */
    static void apply(JsonNode edit, ArrayNode streams) {
        String op = edit.path("op").asText();
        if (op.equals("add_stream")) {
            streams.add(new AirbyteStreamBuilder(edit.path("stream").asText("added_stream"), null)
                    .column("id", "integer")
                    .column("name", "string")
                    .build());
            return;
        }
        for (int i = 0; i < streams.size(); i++) {
            ObjectNode stream = (ObjectNode) streams.get(i);
            String wanted = edit.path("stream").asText(stream.get("name").asText());
            if (stream.get("name").asText().equals(wanted)) {
                if (op.equals("drop_stream")) {
                    streams.remove(i);
                } else {
                    edit(op, edit.path("column"), stream);
                }
                return;
            }
        }
    }

    private static void edit(String op, JsonNode column, ObjectNode stream) {
        ObjectNode properties = (ObjectNode) stream.get("jsonSchema").get("properties");
        String first = properties.isEmpty() ? "column" : properties.fieldNames().next();
        switch (op) {
            case "add_column" ->
                properties
                        .putObject(column.asText("added_column"))
                        .set("type", SandboxJson.texts(List.of("null", "string")));
            case "drop_column" -> properties.remove(column.asText(first));
            case "change_type" -> {
                String name = column.asText(first);
                boolean text = properties.path(name).path("type").toString().contains("\"string\"");
                properties.putObject(name).set("type", SandboxJson.texts(List.of("null", text ? "integer" : "string")));
            }
            case "drop_cursor" -> {
                properties.remove(
                        column.asText(stream.path("defaultCursorField").path(0).asText()));
                stream.set("defaultCursorField", SandboxJson.array());
                stream.put("sourceDefinedCursor", false);
            }
            default -> {
                String key =
                        stream.path("sourceDefinedPrimaryKey").path(0).path(0).asText();
                properties.remove(column.asText(key));
                stream.set("sourceDefinedPrimaryKey", SandboxJson.array());
            }
        }
    }
}
