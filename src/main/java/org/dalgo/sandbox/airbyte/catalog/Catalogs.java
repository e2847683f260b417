package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Catalogs as Airbyte hands them out: streams with a suggested configuration, or with the connection's own. */
public final class Catalogs {

    private Catalogs() {}

    /** Adds to each discovered stream the configuration that Airbyte proposes. */
    static ObjectNode proposed(ArrayNode streams) {
        boolean only = streams.size() == 1;
        ObjectNode catalog = SandboxJson.object();
        ArrayNode elements = catalog.putArray("streams");
        for (JsonNode stream : streams) {
            ObjectNode element = elements.addObject();
            element.set("stream", stream);
            element.set("config", proposal(stream, only));
        }
        return catalog;
    }

    private static ObjectNode proposal(JsonNode stream, boolean only) {
        boolean incremental =
                SandboxJson.strings(stream.path("supportedSyncModes")).contains("incremental");
        boolean full = SandboxJson.strings(stream.path("supportedSyncModes")).contains("full_refresh");
        boolean dedup = incremental
                && stream.path("sourceDefinedCursor").asBoolean(false)
                && !stream.path("sourceDefinedPrimaryKey").isEmpty();
        ObjectNode config = SandboxJson.object()
                .put("syncMode", dedup || !full ? "incremental" : "full_refresh")
                .put("destinationSyncMode", dedup ? "append_dedup" : full ? "overwrite" : "append")
                .put("aliasName", stream.path("name").asText().replaceAll("[^A-Za-z0-9_]", "_"))
                .put("selected", only)
                .put("suggested", only)
                .put("fieldSelectionEnabled", false);
        config.set("cursorField", stream.path("defaultCursorField").deepCopy());
        config.set("primaryKey", stream.path("sourceDefinedPrimaryKey").deepCopy());
        config.set("selectedFields", SandboxJson.array());
        return config;
    }

    /** The discovered catalog with the configuration of those streams that the connection has configured. */
    public static ObjectNode merged(JsonNode discovered, JsonNode configured) {
        Map<String, JsonNode> configs = new LinkedHashMap<>();
        configured
                .path("streams")
                .forEach(element -> configs.put(ConfiguredStream.key(element.path("stream")), element));
        ObjectNode catalog = SandboxJson.object();
        ArrayNode elements = catalog.putArray("streams");
        for (JsonNode element : discovered.path("streams")) {
            ObjectNode merged = element.deepCopy();
            JsonNode own = configs.get(ConfiguredStream.key(element.path("stream")));
            if (own == null) {
                ((ObjectNode) merged.get("config")).put("selected", false);
            } else {
                ObjectNode config = own.path("config").deepCopy();
                config.put("selected", ConfiguredStream.selected(own));
                merged.set("config", config);
            }
            elements.add(merged);
        }
        return catalog;
    }

    /** Only what will be synced. */
    public static ObjectNode selected(JsonNode catalog) {
        ObjectNode selected = SandboxJson.object();
        selected.set(
                "streams",
                SandboxJson.array(SandboxJson.items(catalog.path("streams")).filter(ConfiguredStream::selected)));
        return selected;
    }

    /** Refuses what Airbyte refuses: doubled streams (500) and field selections that lose a cursor or a key (422). */
    public static void validate(JsonNode catalog) {
        Map<String, JsonNode> seen = new LinkedHashMap<>();
        for (JsonNode element : catalog.path("streams")) {
            String key = ConfiguredStream.key(element.path("stream"));
            if (seen.put(key, element) != null) {
                throw new AirbyteApiException(500, "Internal Server Error: Duplicate key " + key);
            }
            if (ConfiguredStream.selected(element)) {
                validateFields(ConfiguredStream.of(element));
            }
        }
    }

    private static void validateFields(ConfiguredStream stream) {
        if (stream.fields().isEmpty()) {
            return;
        }
        if (stream.fields().get().isEmpty()) {
            throw AirbyteApiException.unprocessable(
                    "Stream " + stream.name() + ": field selection needs selected fields");
        }
        boolean cursorLost = stream.incremental()
                && !stream.cursor().isEmpty()
                && !stream.fields().get().contains(stream.cursor().get(0));
        boolean keyLost =
                stream.mode().endsWith("dedup") && !stream.fields().get().containsAll(stream.key());
        if (cursorLost || keyLost) {
            throw AirbyteApiException.unprocessable(
                    "Stream " + stream.name() + ": the cursor and the primary key must be selected");
        }
    }
}
