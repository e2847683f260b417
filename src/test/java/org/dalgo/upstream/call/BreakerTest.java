package org.dalgo.upstream.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(2, Duration.ofNanos(10), now::get);

    @Test
    void closesOnlyAfterSeveralSilencesInARow() {
        breaker.silent();
        breaker.answered();
        breaker.silent();

        assertThat(breaker.admits()).isTrue();

        breaker.silent();

        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void letsOneCallTryPerPeriod() {
        breaker.silent();
        breaker.silent();
        now.set(10);

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();

        breaker.answered();

        assertThat(breaker.admits()).isTrue();
    }
}
