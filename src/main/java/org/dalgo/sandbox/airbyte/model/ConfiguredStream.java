package org.dalgo.sandbox.airbyte.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One selected stream of a connection, as a connector needs it.
 *
 * @param name the stream's name
 * @param namespace its namespace; null when the source has none
 * @param schema JSON schema of its records
 * @param incremental whether only records beyond the cursor are wanted
 * @param mode how the destination treats what is there: overwrite, append, append_dedup or overwrite_dedup
 * @param cursor path of the cursor field; empty when there is none
 * @param key paths of the key fields; empty when there is none
 * @param fields wanted top-level fields; empty means all
 */
public record ConfiguredStream(
        String name,
        String namespace,
        JsonNode schema,
        boolean incremental,
        String mode,
        List<String> cursor,
        List<String> key,
        Optional<Set<String>> fields) {

    public static ConfiguredStream of(JsonNode element) {
        JsonNode stream = element.path("stream");
        JsonNode config = element.path("config");
        JsonNode cursor = stream.path("sourceDefinedCursor").asBoolean(false)
                ? stream.path("defaultCursorField")
                : config.path("cursorField");
        JsonNode key = stream.path("sourceDefinedPrimaryKey").isEmpty()
                ? config.path("primaryKey")
                : stream.path("sourceDefinedPrimaryKey");
        Optional<Set<String>> fields = config.path("fieldSelectionEnabled").asBoolean(false)
                ? Optional.of(SandboxJson.items(config.path("selectedFields"))
                        .map(field -> field.path("fieldPath").path(0).asText())
                        .collect(Collectors.toUnmodifiableSet()))
                : Optional.empty();
        return new ConfiguredStream(
                stream.path("name").asText(),
                SandboxJson.text(stream, "namespace"),
                stream.path("jsonSchema"),
                "incremental".equals(config.path("syncMode").asText()),
                config.path("destinationSyncMode").asText(),
                SandboxJson.strings(cursor),
                SandboxJson.items(key).map(path -> path.path(0).asText()).toList(),
                fields);
    }

    public static boolean selected(JsonNode element) {
        // Airbyte reads an absent flag as "selected": older clients do not send it.
        return element.path("config").path("selected").asBoolean(true);
    }

    /** Identity of a stream: name and namespace, where an absent namespace equals null. */
    public static String key(JsonNode stream) {
        String namespace = SandboxJson.text(stream, "namespace");
        return (namespace == null ? "" : namespace) + "." + stream.path("name").asText();
    }

    public String identity() {
        return (namespace == null ? "" : namespace) + "." + name;
    }

    public ObjectNode descriptor() {
        ObjectNode descriptor = SandboxJson.object().put("name", name);
        if (namespace != null) {
            descriptor.put("namespace", namespace);
        }
        return descriptor;
    }

    /** The same stream replacing what is in the destination, duplicates still removed if they were. */
    public ConfiguredStream overwriting() {
        String replacing = mode.endsWith("dedup") ? "overwrite_dedup" : "overwrite";
        return new ConfiguredStream(name, namespace, schema, incremental, replacing, cursor, key, fields);
    }
}
