package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;

/** Ties the streams that a form sends, which it knows by name, to those of the source, which may share one. */
final class StreamSelection {

    private static final Set<String> SYNC_MODES = Set.of("full_refresh", "incremental");
    private static final Set<String> DESTINATION_MODES =
            Set.of("append", "overwrite", "append_dedup", "overwrite_dedup");

    private StreamSelection() {}

    /**
     * The connection of the form's selection; fails with BAD_REQUEST or INVALID when the selection does not fit the
     * source.
     */
    static ConnectionDraft draft(ConnectionRequest request, UUID source, Catalog catalog) {
        return new ConnectionDraft(
                request.name(),
                source,
                catalog,
                of(catalog, request.streams()),
                request.destinationSchema(),
                request.transform());
    }

    /** What is selected of the catalog; fails with BAD_REQUEST or INVALID when that does not fit. */
    static List<StreamConfiguration> of(Catalog catalog, List<ConnectionRequest.Stream> wanted) {
        Map<String, Deque<Catalog.Stream>> byName = new HashMap<>();
        catalog.streams().forEach(stream -> byName.computeIfAbsent(stream.key().name(), name -> new ArrayDeque<>())
                .add(stream));
        List<StreamConfiguration> choices = new ArrayList<>();
        for (ConnectionRequest.Stream stream : wanted) {
            // Also those that are not selected take their turn among streams of one name.
            Optional<Catalog.Stream> found = take(byName.getOrDefault(stream.name(), new ArrayDeque<>()), stream);
            if (stream.selected()) {
                choices.add(choice(
                        stream,
                        found.orElseThrow(
                                () -> Failure.badRequest("the source has no stream " + stream.name() + " any more"))));
            }
        }
        return choices;
    }

    private static Optional<Catalog.Stream> take(Deque<Catalog.Stream> left, ConnectionRequest.Stream wanted) {
        if (wanted.namespace() == null) {
            return Optional.ofNullable(left.poll());
        }
        Optional<Catalog.Stream> found = left.stream()
                .filter(stream -> stream.key().namespace().equals(Optional.of(wanted.namespace())))
                .findFirst();
        found.ifPresent(left::remove);
        return found;
    }

    private static StreamConfiguration choice(ConnectionRequest.Stream wanted, Catalog.Stream stream) {
        requireOneOf(SYNC_MODES, wanted.syncMode(), "syncMode");
        requireOneOf(DESTINATION_MODES, wanted.destinationSyncMode(), "destinationSyncMode");
        boolean incremental = wanted.syncMode().equals("incremental");
        boolean dedup = wanted.destinationSyncMode().endsWith("_dedup");
        return new StreamConfiguration(
                stream.key(),
                wanted.syncMode(),
                wanted.destinationSyncMode(),
                incremental ? cursor(wanted, stream) : List.of(),
                dedup ? primaryKey(wanted, stream) : List.of(),
                fields(wanted));
    }

    private static List<String> cursor(ConnectionRequest.Stream wanted, Catalog.Stream stream) {
        if (wanted.cursorField() != null && !wanted.cursorField().isBlank()) {
            return List.of(wanted.cursorField());
        }
        boolean known = stream.stream().path("sourceDefinedCursor").asBoolean(false)
                || !stream.config().path("cursorField").isEmpty();
        if (!known) {
            throw Failure.badRequest("stream " + wanted.name() + ": choose the field by which new records are known");
        }
        return List.of();
    }

    private static List<List<String>> primaryKey(ConnectionRequest.Stream wanted, Catalog.Stream stream) {
        if (wanted.primaryKey() != null && !wanted.primaryKey().isEmpty()) {
            return wanted.primaryKey().stream().map(List::of).toList();
        }
        JsonNode proposed = stream.config().path("primaryKey");
        if (proposed.isEmpty()
                && stream.stream().path("sourceDefinedPrimaryKey").isEmpty()) {
            throw Failure.badRequest("stream " + wanted.name() + ": choose the fields by which a record is known");
        }
        return List.of();
    }

    /** Empty when all are copied. */
    private static Optional<List<String>> fields(ConnectionRequest.Stream wanted) {
        List<ConnectionRequest.Column> columns = wanted.columns() == null ? List.of() : wanted.columns();
        if (columns.stream().allMatch(ConnectionRequest.Column::selected)) {
            return Optional.empty();
        }
        List<String> selected = columns.stream()
                .filter(ConnectionRequest.Column::selected)
                .map(ConnectionRequest.Column::name)
                .toList();
        if (selected.isEmpty()) {
            throw Failure.badRequest("stream " + wanted.name() + ": select at least one column");
        }
        return Optional.of(selected);
    }

    private static void requireOneOf(Set<String> words, String word, String field) {
        if (word == null || !words.contains(word)) {
            throw Failure.invalid(
                    "streams",
                    field + " must be one of "
                            + String.join(", ", words.stream().sorted().toList()));
        }
    }
}
