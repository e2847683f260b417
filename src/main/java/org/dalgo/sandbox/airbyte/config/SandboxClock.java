package org.dalgo.sandbox.airbyte.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time as the stand-in sees it: the machine's, moved by what a test requested. */
public final class SandboxClock {

    private final Clock clock = Clock.systemUTC();
    private volatile Duration offset = Duration.ZERO;

    public Instant now() {
        return clock.instant().plus(offset);
    }

    public long seconds() {
        return now().getEpochSecond();
    }

    public long millis() {
        return now().toEpochMilli();
    }

    public synchronized void jump(Duration by) {
        offset = offset.plus(by);
    }

    public void reset() {
        offset = Duration.ZERO;
    }
}
