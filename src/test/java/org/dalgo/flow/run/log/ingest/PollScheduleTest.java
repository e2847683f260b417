package org.dalgo.flow.run.log.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import org.dalgo.flow.run.log.LogConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

    private static final LogConfig DEFAULTS = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 100, new DurationConverter())
            .withMapping(LogConfig.class)
            .build()
            .getConfigMapping(LogConfig.class);

    private Instant now = Instant.parse("2026-08-20T12:00:00Z");
    private final PollSchedule schedule = new PollSchedule(DEFAULTS, null);

    @BeforeEach
    void works() {
        schedule.onState("RUNNING", now);
    }

    @Test
    void pollsEachSecondWithoutHintsAndLessOftenWithHints() {
        read(0);
        after("0.3S");
        read(0);
        assertThat(pause(false)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aHintTriggersTwoPollsWithinTheMinimumPause() {
        read(0);
        after("0.3S");
        read(0);
        after("1S");
        schedule.onHint(now);
        assertThat(pause(true)).isZero();
        read(1);
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(300));
        schedule.onHint(now);
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anEndedRunIsCompleteOnlyAfterAQuietTimeAndOneMoreRead() {
        read(1);
        schedule.onState("COMPLETED", now);
        after("1S");
        read(1);
        after("3S");
        read(0);
        assertThat(schedule.isDrained()).isFalse();
        after("0.5S");
        read(0);
        assertThat(schedule.isDrained()).isTrue();
    }

    @Test
    void aFailedReadCompletesNothingAndPausesGrow() {
        schedule.onState("FAILED", now);
        after("10S");
        schedule.onPollStarted(now);
        schedule.onPollFailed();
        assertThat(schedule.isDrained()).isFalse();
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(200));
        for (int i = 0; i < 20; i++) {
            schedule.onPollStarted(now);
            schedule.onPollFailed();
        }
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(10));
        after("10S");
        read(0);
        assertThat(schedule.isDrained()).isTrue();
    }

    @Test
    void aCompleteLogIsLookedAtTwiceMore() {
        schedule.onState("CRASHED", now);
        after("4S");
        read(0);
        schedule.onCompleted(now);
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(15));
        after("15S");
        read(1);
        assertThat(schedule.isFinished()).isFalse();
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(45));
        after("45S");
        read(0);
        assertThat(schedule.isFinished()).isTrue();
    }

    @Test
    void aWaitingRunIsReadSeldomUntilItWorks() {
        schedule.onState("SCHEDULED", now);
        read(0);
        after("0.3S");
        read(0);
        assertThat(pause(false)).isEqualTo(Duration.ofSeconds(10));
        schedule.onState("PENDING", now);
        assertThat(pause(false)).isEqualTo(Duration.ofMillis(200));
    }

    private void read(int lines) {
        schedule.onPollStarted(now);
        schedule.onPollSucceeded(lines, now);
    }

    private void after(String pause) {
        now = now.plus(Duration.parse("PT" + pause));
    }

    private Duration pause(boolean hinting) {
        return Duration.between(now, schedule.nextPollAt(hinting));
    }
}
