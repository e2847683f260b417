package org.dalgo.sandbox.airbyte.connector.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Catalogs and states as the protocol writes them, from and into those of Airbyte's HTTP interface. */
final class ProtocolCatalog {

    /** Names of a stream's fields: in the protocol and in the HTTP interface. */
    private static final Map<String, String> FIELDS = Map.of(
            "name", "name",
            "namespace", "namespace",
            "json_schema", "jsonSchema",
            "supported_sync_modes", "supportedSyncModes",
            "source_defined_cursor", "sourceDefinedCursor",
            "default_cursor_field", "defaultCursorField",
            "source_defined_primary_key", "sourceDefinedPrimaryKey",
            "is_resumable", "isResumable");

    private ProtocolCatalog() {}

    /** The streams of a discovered catalog. */
    static ArrayNode streams(ObjectNode catalog) {
        return SandboxJson.array(SandboxJson.items(catalog.path("streams")).map(ProtocolCatalog::stream));
    }

    private static ObjectNode stream(JsonNode found) {
        ObjectNode stream = SandboxJson.object();
        stream.put("sourceDefinedCursor", false).put("isResumable", false);
        stream.set("supportedSyncModes", SandboxJson.texts(List.of("full_refresh")));
        stream.set("defaultCursorField", SandboxJson.array());
        stream.set("sourceDefinedPrimaryKey", SandboxJson.array());
        FIELDS.forEach((protocol, http) -> {
            if (found.hasNonNull(protocol)) {
                stream.set(http, found.get(protocol));
            }
        });
        return stream;
    }

    static ObjectNode configured(List<SourceConnector.Selected> streams) {
        ObjectNode catalog = SandboxJson.object();
        ArrayNode elements = catalog.putArray("streams");
        streams.forEach(selected -> elements.add(configured(selected.stream())));
        return catalog;
    }

    private static ObjectNode configured(ConfiguredStream stream) {
        ObjectNode element = SandboxJson.object();
        ObjectNode described = stream.descriptor();
        described.set("json_schema", stream.schema());
        described.set("supported_sync_modes", SandboxJson.texts(List.of("full_refresh", "incremental")));
        element.set("stream", described);
        element.put("sync_mode", stream.incremental() ? "incremental" : "full_refresh");
        element.put(
                "destination_sync_mode",
                stream.mode().startsWith("overwrite")
                        ? "overwrite"
                        : stream.mode().endsWith("dedup") ? "append_dedup" : "append");
        element.set("cursor_field", SandboxJson.texts(stream.cursor()));
        ArrayNode key = element.putArray("primary_key");
        stream.key().forEach(field -> key.addArray().add(field));
        return element;
    }

    /** The states with which a read goes on; empty when it begins. */
    static Optional<JsonNode> states(List<SourceConnector.Selected> streams) {
        ArrayNode states = SandboxJson.array();
        streams.stream()
                .filter(selected -> selected.stream().incremental()
                        && selected.state().isObject()
                        && !selected.state().isEmpty())
                .forEach(selected -> {
                    ObjectNode stream = states.addObject().put("type", "STREAM").putObject("stream");
                    stream.set("stream_descriptor", selected.stream().descriptor());
                    stream.set("stream_state", selected.state());
                });
        return states.isEmpty() ? Optional.empty() : Optional.of(states);
    }
}
