package org.dalgo.sandbox.airbyte.config;

import java.time.Duration;

/**
 * How long things take. A person should see them happen, a test should not wait for them.
 *
 * @param createCustom reading the specification of a new image
 * @param check a connection check
 * @param discover a discovery
 * @param pending until a job runs
 * @param running a job without records, at least
 * @param perThousandRecords added for each thousand records, until {@code runningCap} is reached
 * @param runningCap after that time records are moved as fast as possible
 * @param retryWait between two attempts
 * @param cancel until a cancelled job has stopped
 * @param clear a job that empties tables
 */
public record Timing(
        Duration createCustom,
        Duration check,
        Duration discover,
        Duration pending,
        Duration running,
        Duration perThousandRecords,
        Duration runningCap,
        Duration retryWait,
        Duration cancel,
        Duration clear) {

    /** For people: long enough to watch. */
    public static Timing dev() {
        return new Timing(
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofMillis(1500),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3));
    }

    /** For tests: long enough to be observable. */
    public static Timing ci() {
        return new Timing(
                Duration.ZERO,
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ofMillis(20),
                Duration.ofMillis(100));
    }

    /** The same with everything a job does taking {@code times} as long. */
    public Timing slower(int times) {
        return new Timing(
                createCustom,
                check.multipliedBy(times),
                discover.multipliedBy(times),
                pending,
                running.multipliedBy(times),
                perThousandRecords.multipliedBy(times),
                runningCap.multipliedBy(times),
                retryWait,
                cancel,
                clear);
    }
}
