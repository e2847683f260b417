package org.dalgo.light.load;

import java.util.Locale;

/** How a load treats what is in the table. */
public enum LoadMode {
    OVERWRITE,
    OVERWRITE_DEDUP,
    APPEND,
    APPEND_DEDUP;

    /** The mode of that name in Airbyte's API. */
    public static LoadMode of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether the rows of the load replace those of the table. */
    boolean replaces() {
        return this == OVERWRITE || this == OVERWRITE_DEDUP;
    }

    /** Whether the newest row of each key stays, and no other. */
    boolean deduplicates() {
        return this == OVERWRITE_DEDUP || this == APPEND_DEDUP;
    }
}
