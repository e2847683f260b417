package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.data.warehouse.table.DependentView;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.DiscoveryResult;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.dalgo.upstream.airbyte.connection.AirbyteConnection;

/**
 * A connection compared with what its source holds now.
 *
 * @param connection as it is
 * @param fresh every stream that the source has now, with what the connection does with it
 * @param diff what changed for the streams that the connection copies, and what is new
 * @param breaking whether Airbyte says that it cannot go on as it is
 * @param dependents views that keep the warehouse from changing the type of a column
 */
record SchemaReview(
        AirbyteConnection connection,
        Catalog fresh,
        ObjectNode diff,
        boolean breaking,
        List<DependentView> dependents) {

    private static final String CHANGED_TYPE = "update_field_schema";

    private static final String TRANSFORMS = "transforms";
    private static final String UPDATE = "updateStream";
    private static final int MAX_NAMED = 20;

    /** Fails with BAD_REQUEST in the connector's words when the source could not be read. */
    static SchemaReview of(AirbyteConnection airbyteConnection, DiscoveryResult discoveryResult) {
        Catalog found = discoveryResult
                .catalog()
                .filter(catalog -> discoveryResult.diff().isPresent())
                .orElseThrow(() -> Failure.badRequest("Airbyte could not find out what this source holds: "
                        + discoveryResult.message().orElse("its connector could not try")));
        Map<StreamKey, Catalog.Stream> before = airbyteConnection.catalog().orElseThrow().streams().stream()
                .collect(Collectors.toMap(Catalog.Stream::key, Function.identity(), (first, again) -> first));
        Catalog fresh = new Catalog(
                found.id(),
                found.streams().stream()
                        .map(stream -> new Catalog.Stream(stream.stream(), config(stream, before.get(stream.key()))))
                        .toList());
        return new SchemaReview(
                airbyteConnection,
                fresh,
                diff(discoveryResult.diff().orElseThrow(), before),
                discoveryResult.breaking(),
                List.of());
    }

    /** breaking, non_breaking or no_change. */
    String change() {
        return breaking || !dependents.isEmpty()
                ? "breaking"
                : diff.path(TRANSFORMS).isEmpty() ? "no_change" : "non_breaking";
    }

    /** Names of the streams that the change concerns. */
    Set<String> streams() {
        return streams(diff);
    }

    static Set<String> streams(JsonNode catalogDiff) {
        Set<String> names = new TreeSet<>();
        catalogDiff
                .path(TRANSFORMS)
                .forEach(transform -> names.add(
                        transform.path("streamDescriptor").path("name").asText()));
        return names;
    }

    /** Names of the copied streams of which a column has another type now. */
    Set<String> streamsOfChangedType() {
        Set<String> names = new TreeSet<>();
        for (JsonNode transform : diff.path(TRANSFORMS)) {
            for (JsonNode change : transform.path(UPDATE)) {
                if (change.path("transformType").asText().equals(CHANGED_TYPE)) {
                    names.add(transform.path("streamDescriptor").path("name").asText());
                }
            }
        }
        return names;
    }

    /** The same review with views that stand on tables of changed types. */
    SchemaReview with(List<DependentView> views) {
        return new SchemaReview(connection, fresh, diff, breaking, views);
    }

    /** What to do about the change, or what was done. */
    String message() {
        if (dependents.isEmpty()) {
            return "the source was read";
        }
        String views = dependents.stream()
                .map(view -> view.schema() + "." + view.name())
                .distinct()
                .limit(MAX_NAMED)
                .collect(Collectors.joining(", "));
        return "The type of a column has changed, and the warehouse cannot change it while views read the table: "
                + views
                + ". Drop these views, accept the change, sync, and run dbt, which builds them again; or switch on"
                + " \"Drop with CASCADE\" in the settings of the warehouse.";
    }

    /** As the page of pending changes reads it. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", connection.name())
                .put("connectionId", connection.id().toString())
                .put("catalogId", fresh.id().orElse(null))
                .put("schemaChange", change());
        json.set("syncCatalog", fresh.toJson());
        json.set("catalogDiff", diff);
        ArrayNode views = json.put("message", message()).putArray("dependentViews");
        dependents.forEach(view -> views.addObject()
                .put("table", view.table())
                .put("schema", view.schema())
                .put("name", view.name()));
        return json;
    }

    /** A new stream is not selected; a removed field does not stay selected. */
    private static JsonNode config(Catalog.Stream fresh, Catalog.Stream before) {
        if (before == null) {
            ObjectNode config = fresh.config().deepCopy();
            return config.put("selected", false);
        }
        ObjectNode config = before.config().deepCopy();
        JsonNode properties = fresh.stream().path("jsonSchema").path("properties");
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode field : config.path("selectedFields")) {
            if (properties.has(field.path("fieldPath").path(0).asText())) {
                kept.add(field);
            }
        }
        config.set("selectedFields", kept);
        return config;
    }

    private static ObjectNode diff(JsonNode catalogDiff, Map<StreamKey, Catalog.Stream> before) {
        ObjectNode diff = JsonNodeFactory.instance.objectNode();
        ArrayNode transforms = diff.putArray(TRANSFORMS);
        for (JsonNode transform : catalogDiff.path(TRANSFORMS)) {
            if (transform.path("transformType").asText().equals("add_stream") || isCopied(transform, before)) {
                transforms.add(flat(transform));
            }
        }
        return diff;
    }

    private static boolean isCopied(JsonNode transform, Map<StreamKey, Catalog.Stream> before) {
        return before.values().stream().filter(Catalog.Stream::selected).anyMatch(stream -> stream.key()
                .name()
                .equals(transform.path("streamDescriptor").path("name").asText()));
    }

    /** Newer releases wrap the changes of fields. The page expects them unwrapped, as in older releases. */
    private static JsonNode flat(JsonNode transform) {
        ObjectNode flat = transform.deepCopy();
        JsonNode update = flat.path(UPDATE);
        if (update.isObject()) {
            ArrayNode changes = flat.putArray(UPDATE);
            update.path("fieldTransforms").forEach(changes::add);
        }
        return flat;
    }
}
