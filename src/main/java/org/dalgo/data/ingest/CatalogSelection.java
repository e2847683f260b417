package org.dalgo.data.ingest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dalgo.platform.http.Failure;

/**
 * A discovered catalog with the chosen streams switched on. All others go along switched off, so that they can be added
 * later. What Airbyte answers with a bare 500 (two streams of one name) or a 422 is refused here with its reason.
 */
final class CatalogSelection {

    private static final Set<String> SYNC_MODES = Set.of("full_refresh", "incremental");
    private static final Set<String> DESTINATION_MODES = Set.of("append", "overwrite", "append_dedup");

    private CatalogSelection() {}

    static ObjectNode of(ObjectNode catalog, List<StreamChoice> choices) {
        Map<String, StreamChoice> wanted = new HashMap<>(choices.stream()
                .collect(Collectors.toMap(StreamChoice::name, Function.identity(), CatalogSelection::twice)));
        ObjectNode selection = catalog.deepCopy();
        Map<String, Boolean> seen = new LinkedHashMap<>();
        for (JsonNode element : selection.path("streams")) {
            JsonNode stream = element.path("stream");
            String name = stream.path("name").asText();
            if (seen.put(stream.path("namespace").asText("") + "." + name, true) != null) {
                throw Failure.badRequest("the source has two streams called " + name);
            }
            StreamChoice choice = wanted.remove(name);
            ObjectNode config = ((ObjectNode) element).withObject("config");
            config.put("selected", choice != null);
            if (choice != null) {
                apply(choice, stream, config);
            }
        }
        wanted.keySet().stream().findFirst().ifPresent(name -> {
            throw Failure.badRequest("the source has no stream called " + name);
        });
        return selection;
    }

    private static StreamChoice twice(StreamChoice one, StreamChoice other) {
        throw Failure.badRequest("stream " + one.name() + " is selected twice");
    }

    private static void apply(StreamChoice choice, JsonNode stream, ObjectNode config) {
        if (!SYNC_MODES.contains(choice.syncMode()) || !DESTINATION_MODES.contains(choice.destinationSyncMode())) {
            throw Failure.invalid("streams", choice.name() + ": this way of copying does not exist");
        }
        config.put("syncMode", choice.syncMode()).put("destinationSyncMode", choice.destinationSyncMode());
        cursor(choice, config.putArray("cursorField"));
        key(choice, config.putArray("primaryKey"));
        columns(choice, stream, config);
    }

    private static void cursor(StreamChoice choice, ArrayNode cursor) {
        if (choice.incremental()) {
            cursor.add(needed(choice, choice.cursorField(), "a cursor column"));
        }
    }

    private static void key(StreamChoice choice, ArrayNode key) {
        if (choice.incremental() && choice.deduplicates()) {
            String first =
                    choice.primaryKey().isEmpty() ? null : choice.primaryKey().get(0);
            needed(choice, first, "a primary key");
            choice.primaryKey().forEach(column -> key.addArray().add(column));
        }
    }

    private static void columns(StreamChoice choice, JsonNode stream, ObjectNode config) {
        JsonNode properties = stream.path("jsonSchema").path("properties");
        boolean all = choice.columns().isEmpty()
                || properties.properties().stream()
                        .allMatch(p -> choice.columns().contains(p.getKey()));
        ArrayNode selected = config.put("fieldSelectionEnabled", !all).putArray("selectedFields");
        if (all) {
            return;
        }
        Stream<String> indispensable = choice.incremental()
                ? Stream.concat(Stream.of(choice.cursorField()), choice.primaryKey().stream())
                : Stream.empty();
        indispensable.forEach(column -> {
            if (!choice.columns().contains(column)) {
                throw Failure.invalid("streams", choice.name() + ": column " + column + " cannot be left out");
            }
        });
        choice.columns().stream()
                .sorted()
                .forEach(column -> selected.addObject().putArray("fieldPath").add(column));
    }

    private static String needed(StreamChoice choice, String value, String what) {
        if (value == null || value.isBlank()) {
            throw Failure.invalid("streams", choice.name() + ": copied this way, it needs " + what);
        }
        return value;
    }
}
