package org.dalgo.upstream.prefect;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets calls fail at once after several in a row found nobody there; then lets one call try per period. */
final class Breaker {

    private final int limit;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private int failures;
    private long closedUntil;

    Breaker(int limit, Duration openFor, LongSupplier nanoTime) {
        this.limit = limit;
        this.openNanos = openFor.toNanos();
        this.nanoTime = nanoTime;
    }

    /** True when a call may go out. While failing, only the first one in each period. */
    synchronized boolean admits() {
        if (failures < limit) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - closedUntil < 0) {
            return false;
        }
        closedUntil = now + openNanos;
        return true;
    }

    /** Somebody answered, whatever the answer. */
    synchronized void answered() {
        failures = 0;
    }

    /** Nobody answered. */
    synchronized void silent() {
        failures++;
        if (failures >= limit) {
            closedUntil = nanoTime.getAsLong() + openNanos;
        }
    }
}
