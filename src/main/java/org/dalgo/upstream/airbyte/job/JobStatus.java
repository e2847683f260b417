package org.dalgo.upstream.airbyte.job;

import java.util.Locale;

/** How a job stands. */
public enum JobStatus {
    PENDING,
    QUEUED,
    RUNNING,
    /** An attempt failed and another will follow. */
    INCOMPLETE,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** A status of later releases; not terminal. */
    UNKNOWN;

    static JobStatus of(String text) {
        for (JobStatus status : values()) {
            if (status.name().equals(text.toUpperCase(Locale.ROOT))) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** Whether nothing will follow. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
