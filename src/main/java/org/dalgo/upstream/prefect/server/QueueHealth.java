package org.dalgo.upstream.prefect.server;

import java.time.Instant;

/**
 * Whether a work queue is served.
 *
 * @param status {@code READY}, {@code NOT_READY} or {@code PAUSED}
 * @param lastPolled when a worker last polled it, or null for never
 */
public record QueueHealth(String status, Instant lastPolled) {

    /** True when a worker serves the queue. */
    public boolean ready() {
        return "READY".equals(status);
    }
}
