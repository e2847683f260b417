package org.dalgo.upstream.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private final AtomicLong now = new AtomicLong();
    private final CircuitBreaker circuitBreaker = new CircuitBreaker(2, Duration.ofNanos(10), now::get);

    @Test
    void opensOnlyAfterSeveralFailuresInARow() {
        circuitBreaker.recordFailure();
        circuitBreaker.recordResponse();
        circuitBreaker.recordFailure();

        assertThat(circuitBreaker.tryAcquire()).isTrue();

        circuitBreaker.recordFailure();

        assertThat(circuitBreaker.tryAcquire()).isFalse();
    }

    @Test
    void letsOneCallTryPerPeriod() {
        circuitBreaker.recordFailure();
        circuitBreaker.recordFailure();
        now.set(10);

        assertThat(circuitBreaker.tryAcquire()).isTrue();
        assertThat(circuitBreaker.tryAcquire()).isFalse();

        circuitBreaker.recordResponse();

        assertThat(circuitBreaker.tryAcquire()).isTrue();
    }
}
