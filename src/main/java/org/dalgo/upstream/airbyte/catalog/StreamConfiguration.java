package org.dalgo.upstream.airbyte.catalog;

import java.util.List;
import java.util.Optional;

/**
 * How one stream of a catalog is to be synced.
 *
 * @param stream which one
 * @param syncMode full_refresh or incremental
 * @param destinationSyncMode append, overwrite, append_dedup or overwrite_dedup
 * @param cursorField path of the cursor; empty leaves what the catalog proposes
 * @param primaryKey paths of the key fields; empty leaves what the catalog proposes
 * @param fields top-level fields to sync; absent means all
 */
public record StreamConfiguration(
        StreamKey stream,
        String syncMode,
        String destinationSyncMode,
        List<String> cursorField,
        List<List<String>> primaryKey,
        Optional<List<String>> fields) {

    /** All fields, cursor and key as proposed. */
    public static StreamConfiguration of(StreamKey stream, String syncMode, String destinationSyncMode) {
        return new StreamConfiguration(stream, syncMode, destinationSyncMode, List.of(), List.of(), Optional.empty());
    }
}
