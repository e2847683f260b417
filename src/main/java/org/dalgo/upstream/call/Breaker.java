package org.dalgo.upstream.call;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets calls fail at once after several in a row found nobody there; then lets one call try per period. */
public final class Breaker {

    private final int limit;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private int failures;
    private long refusedUntil;

    /**
     * Admits everything at first.
     *
     * @param limit calls in a row without an answer, after which it stops admitting
     * @param openFor for how long it then refuses all calls but one
     * @param nanoTime clock, as {@link System#nanoTime}
     */
    public Breaker(int limit, Duration openFor, LongSupplier nanoTime) {
        this.limit = limit;
        this.openNanos = openFor.toNanos();
        this.nanoTime = nanoTime;
    }

    /** True when a call may go out. While failing, only the first one in each period. */
    public synchronized boolean admits() {
        if (failures < limit) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - refusedUntil < 0) {
            return false;
        }
        refusedUntil = now + openNanos;
        return true;
    }

    /** Somebody answered, whatever the answer. */
    public synchronized void answered() {
        failures = 0;
    }

    /** Nobody answered. */
    public synchronized void silent() {
        failures++;
        if (failures >= limit) {
            refusedUntil = nanoTime.getAsLong() + openNanos;
        }
    }
}
