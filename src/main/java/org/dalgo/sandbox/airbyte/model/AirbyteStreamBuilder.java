package org.dalgo.sandbox.airbyte.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds one {@code AirbyteStream} of a discovery. */
public final class AirbyteStreamBuilder {

    private final ObjectNode stream = SandboxJson.object();
    private final ObjectNode properties = SandboxJson.object();

    public AirbyteStreamBuilder(String name, String namespace) {
        stream.put("name", name);
        if (namespace != null) {
            stream.put("namespace", namespace);
        }
        ObjectNode schema = stream.putObject("jsonSchema");
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("type", "object");
        schema.set("properties", properties);
        schema.put("additionalProperties", true);
        stream.set("supportedSyncModes", SandboxJson.texts(List.of("full_refresh")));
        stream.put("sourceDefinedCursor", false);
        stream.set("defaultCursorField", SandboxJson.array());
        stream.set("sourceDefinedPrimaryKey", SandboxJson.array());
        stream.put("isResumable", false);
    }

    /** A nullable column; {@code type} is a JSON schema type, or {@code date}, {@code timestamp}, {@code timestamptz}. */
    public AirbyteStreamBuilder column(String name, String type) {
        ObjectNode column = properties.putObject(name);
        switch (type) {
            case "date" -> typed(column, "string").put("format", "date");
            case "timestamptz" ->
                typed(column, "string").put("format", "date-time").put("airbyte_type", "timestamp_with_timezone");
            case "timestamp" ->
                typed(column, "string").put("format", "date-time").put("airbyte_type", "timestamp_without_timezone");
            default -> typed(column, type);
        }
        return this;
    }

    public AirbyteStreamBuilder key(List<String> fields) {
        fields.forEach(
                field -> stream.withArray("sourceDefinedPrimaryKey").addArray().add(field));
        return this;
    }

    public AirbyteStreamBuilder incremental() {
        stream.set("supportedSyncModes", SandboxJson.texts(List.of("full_refresh", "incremental")));
        stream.put("isResumable", true);
        return this;
    }

    public AirbyteStreamBuilder cursor(String field) {
        stream.put("sourceDefinedCursor", true);
        stream.set("defaultCursorField", SandboxJson.texts(List.of(field)));
        return incremental();
    }

    public ObjectNode build() {
        return stream;
    }

    private static ObjectNode typed(ObjectNode column, String type) {
        column.set("type", SandboxJson.texts(List.of("null", type)));
        return column;
    }
}
