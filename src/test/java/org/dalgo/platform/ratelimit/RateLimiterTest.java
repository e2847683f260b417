package org.dalgo.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RateLimiterTest {

    private static final RateLimit THREE = RateLimit.of("3/30m");

    @Inject
    RateLimiter rateLimiter;

    @Inject
    DetachedContext detachedContext;

    @Test
    void refusesUsesBeyondTheLimitWithARetryAfter() {
        String who = randomKey();
        take(who);
        take(who.toUpperCase(java.util.Locale.ROOT));
        take(" " + who);

        Failure failure = catchThrowableOfType(Failure.class, () -> take(who));

        assertThat(failure.problem()).isEqualTo(Problem.TOO_MANY);
        assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThatCode(() -> take(randomKey())).doesNotThrowAnyException();
    }

    @Test
    void concurrentUsesGetNoMoreThanSequentialOnes() {
        String who = randomKey();
        List<Uni<Boolean>> tries = IntStream.range(0, 20)
                .mapToObj(ignored -> detachedContext
                        .call(() -> rateLimiter.consume("test", who, THREE))
                        .replaceWith(true)
                        .onFailure(Failure.class)
                        .recoverWithItem(false))
                .toList();

        List<Boolean> taken = TestPeople.await(() -> Uni.join().all(tries).andFailFast());

        assertThat(taken).filteredOn(success -> success).hasSize(3);
    }

    @Test
    void aRefundedUseCanBeConsumedAgain() {
        List<RateLimiter.Usage> use = List.of(new RateLimiter.Usage("test", randomKey(), THREE));
        for (int i = 0; i < 10; i++) {
            TestPeople.await(() -> rateLimiter.consume(use));
            TestPeople.await(() -> rateLimiter.refund(use));
        }
    }

    @Test
    void noUseIsCountedWhenOneOfSeveralLimitsIsReached() {
        String full = randomKey();
        String free = randomKey();
        for (int i = 0; i < 3; i++) {
            take(full);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(
                            Failure.class,
                            () -> TestPeople.await(() -> rateLimiter.consume(List.of(
                                    new RateLimiter.Usage("test", free, THREE),
                                    new RateLimiter.Usage("test", full, THREE))))))
                    .isNotNull();
        }

        assertThatCode(() -> take(free)).doesNotThrowAnyException();
    }

    @Test
    void aRateLimitIsWrittenAsTimesAndPeriod() {
        assertThat(RateLimit.of("10/15m")).isEqualTo(new RateLimit(10, Duration.ofMinutes(15)));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of("10"));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of("0/15m"));
    }

    private void take(String who) {
        TestPeople.await(() -> rateLimiter.consume("test", who, THREE));
    }

    private static String randomKey() {
        return "person-" + UUID.randomUUID();
    }
}
