package org.dalgo.sandbox.airbyte;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time as the stand-in sees it: the machine's, moved by what a test asked for. */
final class SandboxClock {

    private final Clock clock = Clock.systemUTC();
    private volatile Duration offset = Duration.ZERO;

    Instant now() {
        return clock.instant().plus(offset);
    }

    long seconds() {
        return now().getEpochSecond();
    }

    long millis() {
        return now().toEpochMilli();
    }

    synchronized void jump(Duration by) {
        offset = offset.plus(by);
    }

    void reset() {
        offset = Duration.ZERO;
    }
}
