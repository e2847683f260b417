package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.http.AirbyteErrorResponse;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * Streams with their configuration. The stream itself goes back to Airbyte exactly as it came; only the configuration is
 * ours to change.
 *
 * @param id of the stored catalog; empty when Airbyte does not say
 * @param streams all streams, also those not selected
 */
public record Catalog(Optional<String> id, List<Stream> streams) {

    /**
     * One stream.
     *
     * @param stream Airbyte's description: name, namespace, jsonSchema, supportedSyncModes …
     * @param config how it is synced: syncMode, destinationSyncMode, selected …
     */
    public record Stream(JsonNode stream, JsonNode config) {

        public StreamKey key() {
            return StreamKey.from(stream);
        }

        public boolean selected() {
            return config.path("selected").asBoolean(true);
        }
    }

    public static Catalog from(JsonNode catalog, Optional<String> id) {
        return new Catalog(
                id,
                JsonFields.list(
                        JsonFields.required(catalog, "streams"),
                        element -> new Stream(element.path("stream"), element.path("config"))));
    }

    /**
     * The same catalog with exactly these streams selected.
     *
     * @throws org.dalgo.platform.http.UpstreamFailure INVALID when a stream is unknown here or a needed field is left out
     */
    public Catalog select(List<StreamConfiguration> choices) {
        Map<StreamKey, StreamConfiguration> wanted =
                choices.stream().collect(Collectors.toMap(StreamConfiguration::stream, Function.identity()));
        Set<StreamKey> unknown = new HashSet<>(wanted.keySet());
        streams.forEach(stream -> unknown.remove(stream.key()));
        if (!unknown.isEmpty()) {
            throw invalid(
                    "The source has no stream " + unknown.iterator().next().name() + ".");
        }
        return new Catalog(
                id,
                streams.stream()
                        .map(stream -> new Stream(stream.stream(), configured(stream, wanted.get(stream.key()))))
                        .toList());
    }

    private static JsonNode configured(Stream stream, StreamConfiguration choice) {
        ObjectNode config = stream.config().deepCopy();
        config.put("selected", choice != null);
        if (choice == null) {
            return config;
        }
        config.put("syncMode", choice.syncMode()).put("destinationSyncMode", choice.destinationSyncMode());
        if (!choice.cursorField().isEmpty()) {
            config.set("cursorField", JsonFields.array(choice.cursorField()));
        }
        if (!choice.primaryKey().isEmpty()) {
            ArrayNode key = config.putArray("primaryKey");
            choice.primaryKey().forEach(path -> key.add(JsonFields.array(path)));
        }
        config.put("fieldSelectionEnabled", choice.fields().isPresent());
        ArrayNode selected = config.putArray("selectedFields");
        choice.fields().ifPresent(fields -> {
            requireKeyAndCursorFields(choice, fields, config);
            fields.forEach(field -> selected.addObject().set("fieldPath", JsonFields.array(List.of(field))));
        });
        return config;
    }

    /** Airbyte refuses these with an unclear message, so they are refused here. */
    private static void requireKeyAndCursorFields(StreamConfiguration choice, List<String> fields, JsonNode config) {
        Set<String> needed = new HashSet<>();
        if (choice.syncMode().equals("incremental")) {
            JsonFields.texts(config.path("cursorField")).stream().findFirst().ifPresent(needed::add);
        }
        if (choice.destinationSyncMode().endsWith("dedup")) {
            config.path("primaryKey").forEach(path -> needed.add(path.path(0).asText()));
        }
        needed.removeAll(fields);
        if (!needed.isEmpty()) {
            throw invalid("Stream " + choice.stream().name() + " cannot be synced without its field "
                    + needed.iterator().next() + ".");
        }
    }

    /** For a request. Airbyte fails inside on doubled streams, so they are refused here. */
    public ObjectNode toRequest() {
        Set<StreamKey> seen = new HashSet<>();
        for (Stream stream : streams) {
            if (!seen.add(stream.key())) {
                throw invalid("Stream " + stream.key().name() + " appears twice.");
            }
        }
        return toJson();
    }

    /** As Airbyte says it: {@code {"streams": [{"stream": …, "config": …}]}}. */
    public ObjectNode toJson() {
        ObjectNode catalog = JsonFields.object();
        ArrayNode elements = catalog.putArray("streams");
        for (Stream stream : streams) {
            ObjectNode element = elements.addObject();
            element.set("stream", stream.stream());
            element.set("config", stream.config());
        }
        return catalog;
    }

    private static RuntimeException invalid(String sentence) {
        return AirbyteErrorResponse.failure(Kind.INVALID, sentence, null);
    }
}
