package org.dalgo.platform.ratelimit;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;

/**
 * How often something may be done: so many times at once, and as many again within each period.
 *
 * @param times uses within the period, at least 1
 * @param period the period, longer than nothing
 */
@RegisterForReflection
public record RateLimit(int times, Duration period) {

    public RateLimit {
        if (times < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("an allowance is at least one use in a period");
        }
    }

    /** Reads {@code 10/15m}: ten times in fifteen minutes. Configuration finds this method by its name. */
    public static RateLimit of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("write an allowance as times/period, for example 10/15m: " + text);
        }
        return new RateLimit(
                Integer.parseInt(text.substring(0, slash).trim()),
                DurationConverter.parseDuration(text.substring(slash + 1).trim()));
    }

    /** The time after which one use comes back. */
    Duration refillInterval() {
        return period.dividedBy(times);
    }

    @Override
    public String toString() {
        return times + "/" + period;
    }
}
