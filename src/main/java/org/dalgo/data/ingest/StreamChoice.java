package org.dalgo.data.ingest;

import java.util.List;
import java.util.Set;

/**
 * How one stream of a source is to be copied. Words on the wire are Airbyte's.
 *
 * @param name of the stream in the discovered catalog
 * @param syncMode {@code full_refresh} or {@code incremental}
 * @param destinationSyncMode {@code append}, {@code overwrite} or {@code append_dedup}
 * @param cursorField column that tells what is new, or null
 * @param primaryKey columns that tell which row it is; may be empty
 * @param columns top-level columns to copy; empty for all of them
 */
public record StreamChoice(
        String name,
        String syncMode,
        String destinationSyncMode,
        String cursorField,
        List<String> primaryKey,
        Set<String> columns) {

    public StreamChoice {
        primaryKey = primaryKey == null ? List.of() : List.copyOf(primaryKey);
        columns = columns == null ? Set.of() : Set.copyOf(columns);
    }

    /** Everything anew at each sync, in place of what was there. */
    public static StreamChoice overwrite(String name) {
        return new StreamChoice(name, "full_refresh", "overwrite", null, List.of(), Set.of());
    }

    /** Only what is new, each key once. */
    public static StreamChoice deduplicated(String name, String cursor, String key) {
        return new StreamChoice(name, "incremental", "append_dedup", cursor, List.of(key), Set.of());
    }

    boolean incremental() {
        return "incremental".equals(syncMode);
    }

    boolean deduplicates() {
        return "append_dedup".equals(destinationSyncMode);
    }
}
