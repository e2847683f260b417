package org.dalgo.platform.tenancy;

import java.time.Instant;
import java.time.OffsetDateTime;

/** Values of columns as types of the application. */
public final class Columns {

    private Columns() {}

    /** The instant of a {@code timestamptz}; null for null. */
    public static Instant instant(Object column) {
        return column == null ? null : ((OffsetDateTime) column).toInstant();
    }
}
