package org.dalgo.platform.access;

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
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.job.Background;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LimitsTest {

    private static final Allowance THREE = Allowance.of("3/30m");

    @Inject
    Limits limits;

    @Inject
    Background background;

    @Test
    void refusesWhatIsBeyondTheAllowanceAndSaysWhenToComeBack() {
        String who = somebody();
        take(who);
        take(who.toUpperCase(java.util.Locale.ROOT));
        take(" " + who);

        Failure failure = catchThrowableOfType(Failure.class, () -> take(who));

        assertThat(failure.problem()).isEqualTo(Problem.TOO_MANY);
        assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThatCode(() -> take(somebody())).doesNotThrowAnyException();
    }

    @Test
    void manyAtOnceGetNoMoreThanOneAfterTheOther() {
        String who = somebody();
        List<Uni<Boolean>> tries = IntStream.range(0, 20)
                .mapToObj(ignored -> background
                        .call(() -> limits.take("test", who, THREE))
                        .replaceWith(true)
                        .onFailure(Failure.class)
                        .recoverWithItem(false))
                .toList();

        List<Boolean> taken = TestPeople.await(() -> Uni.join().all(tries).andFailFast());

        assertThat(taken).filteredOn(success -> success).hasSize(3);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        List<Limits.Use> use = List.of(new Limits.Use("test", somebody(), THREE));
        for (int i = 0; i < 10; i++) {
            TestPeople.await(() -> limits.take(use));
            TestPeople.await(() -> limits.giveBack(use));
        }
    }

    @Test
    void nothingIsCountedWhenOneOfSeveralIsUsedUp() {
        String full = somebody();
        String free = somebody();
        for (int i = 0; i < 3; i++) {
            take(full);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(
                            Failure.class,
                            () -> TestPeople.await(() -> limits.take(List.of(
                                    new Limits.Use("test", free, THREE), new Limits.Use("test", full, THREE))))))
                    .isNotNull();
        }

        assertThatCode(() -> take(free)).doesNotThrowAnyException();
    }

    @Test
    void anAllowanceIsWrittenAsTimesAndPeriod() {
        assertThat(Allowance.of("10/15m")).isEqualTo(new Allowance(10, Duration.ofMinutes(15)));
        assertThatIllegalArgumentException().isThrownBy(() -> Allowance.of("10"));
        assertThatIllegalArgumentException().isThrownBy(() -> Allowance.of("0/15m"));
    }

    private void take(String who) {
        TestPeople.await(() -> limits.take("test", who, THREE));
    }

    private static String somebody() {
        return "somebody-" + UUID.randomUUID();
    }
}
