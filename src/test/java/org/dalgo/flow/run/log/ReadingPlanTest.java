package org.dalgo.flow.run.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadingPlanTest {

    private static final LogConfig DEFAULTS = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 100, new DurationConverter())
            .withMapping(LogConfig.class)
            .build()
            .getConfigMapping(LogConfig.class);

    private Instant now = Instant.parse("2026-08-20T12:00:00Z");
    private final ReadingPlan plan = new ReadingPlan(DEFAULTS, null);

    @BeforeEach
    void works() {
        plan.state("RUNNING", now);
    }

    @Test
    void withoutHintsItReadsEachSecondAndWithHintsMoreSeldom() {
        read(0);
        after("0.3S");
        read(0);
        assertThat(pause(false)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aHintIsFollowedAtOnceAndLookedAtTwiceButNeverFiveTimesASecond() {
        read(0);
        after("0.3S");
        read(0);
        after("1S");
        plan.hinted(now);
        assertThat(pause(true)).isZero();
        read(1);
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(300));
        plan.hinted(now);
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anEndedRunIsCompleteOnlyAfterAQuietTimeAndOneMoreRead() {
        read(1);
        plan.state("COMPLETED", now);
        after("1S");
        read(1);
        after("3S");
        read(0);
        assertThat(plan.drained()).isFalse();
        after("0.5S");
        read(0);
        assertThat(plan.drained()).isTrue();
    }

    @Test
    void aFailedReadCompletesNothingAndPausesGrow() {
        plan.state("FAILED", now);
        after("10S");
        plan.begin(now);
        plan.failed();
        assertThat(plan.drained()).isFalse();
        assertThat(pause(true)).isEqualTo(Duration.ofMillis(200));
        for (int i = 0; i < 20; i++) {
            plan.begin(now);
            plan.failed();
        }
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(10));
        after("10S");
        read(0);
        assertThat(plan.drained()).isTrue();
    }

    @Test
    void aCompleteLogIsLookedAtTwiceMore() {
        plan.state("CRASHED", now);
        after("4S");
        read(0);
        plan.completed(now);
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(15));
        after("15S");
        read(1);
        assertThat(plan.over()).isFalse();
        assertThat(pause(true)).isEqualTo(Duration.ofSeconds(45));
        after("45S");
        read(0);
        assertThat(plan.over()).isTrue();
    }

    @Test
    void aWaitingRunIsReadSeldomUntilItWorks() {
        plan.state("SCHEDULED", now);
        read(0);
        after("0.3S");
        read(0);
        assertThat(pause(false)).isEqualTo(Duration.ofSeconds(10));
        plan.state("PENDING", now);
        assertThat(pause(false)).isEqualTo(Duration.ofMillis(200));
    }

    private void read(int lines) {
        plan.begin(now);
        plan.succeeded(lines, now);
    }

    private void after(String pause) {
        now = now.plus(Duration.parse("PT" + pause));
    }

    private Duration pause(boolean hinting) {
        return Duration.between(now, plan.due(hinting));
    }
}
