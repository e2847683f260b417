package org.dalgo.platform.job.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class BackgroundRoundsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AdjustableClock clock = new AdjustableClock();
    private final BackgroundRounds rounds = new BackgroundRounds(meters, clock);
    private final BackgroundHealthCheck health = new BackgroundHealthCheck(rounds);

    @Test
    void eachFailureCountsAndTheThirdInTwoMinutesTurnsTheCheckRed() {
        fail();
        fail();
        assertThat(health.call().getStatus()).isEqualTo(Status.UP);

        fail();

        assertThat(health.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.call().getData().orElseThrow()).containsEntry("log readers", "no answer");
        assertThat(meters.counter(BackgroundRounds.METER, "work", "log readers").count())
                .isEqualTo(3);
    }

    @Test
    void theCheckIsGreenAgainTwoMinutesAfterTheFailures() {
        fail();
        fail();
        fail();

        clock.now = clock.now.plus(BackgroundRounds.WINDOW);

        assertThat(health.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void failuresFarApartAreNoFailingWork() {
        for (int i = 0; i < 5; i++) {
            fail();
            clock.now = clock.now.plus(Duration.ofSeconds(61));
        }

        assertThat(health.call().getStatus()).isEqualTo(Status.UP);
    }

    private void fail() {
        rounds.count("log readers", () -> Uni.createFrom().failure(new IllegalStateException("no answer")))
                .subscribe()
                .with(ignored -> {}, ignored -> {});
    }

    private static final class AdjustableClock extends Clock {

        private Instant now = Instant.parse("2026-08-20T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
