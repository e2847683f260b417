package org.dalgo.upstream.call;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Fails calls at once after several in a row without an answer; then admits one call per period. */
public final class CircuitBreaker {

    private final int limit;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private int failures;
    private long openUntil;

    /**
     * Admits everything at first.
     *
     * @param limit calls in a row without an answer, after which it stops admitting
     * @param openFor for how long it then refuses all calls but one
     * @param nanoTime clock, as {@link System#nanoTime}
     */
    public CircuitBreaker(int limit, Duration openFor, LongSupplier nanoTime) {
        this.limit = limit;
        this.openNanos = openFor.toNanos();
        this.nanoTime = nanoTime;
    }

    /** True when a call may go out. While failing, only the first one in each period. */
    public synchronized boolean tryAcquire() {
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

    /** Whether calls fail at once now. */
    public synchronized boolean isOpen() {
        return failures >= limit;
    }

    /** A response came, of any status. */
    public synchronized void recordResponse() {
        failures = 0;
    }

    /** No response came. */
    public synchronized void recordFailure() {
        failures++;
        if (failures >= limit) {
            openUntil = nanoTime.getAsLong() + openNanos;
        }
    }
}
