package org.dalgo.upstream.airbyte;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets calls fail at once after several in a row found nobody there; then lets one call try per period. */
final class Breaker {

    private final int limit;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private int failures;
    private long openUntil;

    Breaker(int limit, Duration openFor, LongSupplier nanoTime) {
        this.limit = limit;
        this.openNanos = openFor.toNanos();
        this.nanoTime = nanoTime;
    }

    /** True when a call may go out. */
    synchronized boolean admits() {
        if (failures < limit) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - openUntil < 0) {
            return false;
        }
        openUntil = now + openNanos;
        return true;
    }

    /** Somebody answered, whatever the answer. */
    synchronized void answered() {
        failures = 0;
    }

    /** Nobody answered. */
    synchronized void silent() {
        failures++;
        openUntil = nanoTime.getAsLong() + openNanos;
    }
}
