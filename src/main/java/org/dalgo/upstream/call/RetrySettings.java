package org.dalgo.upstream.call;

import java.time.Duration;

/**
 * Repetition of what may safely be repeated.
 *
 * @param attempts after the first one; 0 turns repetition off
 * @param pause before the second attempt; it doubles from there, with jitter
 * @param maxPause the longest pause
 */
public record RetrySettings(int attempts, Duration pause, Duration maxPause) {

    /** No repetition. */
    public static final RetrySettings NONE = new RetrySettings(0, Duration.ZERO, Duration.ZERO);
}
