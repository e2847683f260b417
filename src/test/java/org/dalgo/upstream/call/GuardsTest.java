package org.dalgo.upstream.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GuardsTest {

    private final List<UniEmitter<? super String>> begun = new ArrayList<>();

    @Test
    void theBreakerOpensOnlyAfterSeveralFailuresInARow() {
        Guard breaker = Guards.breaker("in a row", 2, Duration.ofMinutes(1));

        finish(call(breaker), Kind.UNREACHABLE);
        answer(call(breaker));
        finish(call(breaker), Kind.TIMEOUT);
        answer(call(breaker));
        finish(call(breaker), Kind.TIMEOUT);
        finish(call(breaker), Kind.UNREACHABLE);

        call(breaker).assertFailedWith(CircuitBreakerOpenException.class);
        assertThat(begun).hasSize(6);
    }

    @Test
    void theBreakerTakesAnErrorResponseForAnAnswer() {
        Guard breaker = Guards.breaker("errors", 2, Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            finish(call(breaker), Kind.SERVER_ERROR);
        }

        answer(call(breaker));
    }

    @Test
    void anOpenBreakerLetsOneCallTryAndClosesWithItsAnswer() {
        Guard breaker = Guards.breaker("trying", 2, Duration.ofMillis(100));
        finish(call(breaker), Kind.UNREACHABLE);
        finish(call(breaker), Kind.UNREACHABLE);

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            call(breaker);
            return begun.size() == 3;
        });

        call(breaker).assertFailedWith(CircuitBreakerOpenException.class);
        begun.get(2).complete("answer");
        answer(call(breaker));
    }

    private UniAssertSubscriber<String> call(Guard breaker) {
        return Guards.apply(breaker, () -> Uni.createFrom().<String>emitter(begun::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private void answer(UniAssertSubscriber<String> call) {
        begun.get(begun.size() - 1).complete("answer");
        call.assertItem("answer");
    }

    private void finish(UniAssertSubscriber<String> call, Kind kind) {
        begun.get(begun.size() - 1).fail(new UpstreamFailure("Test", kind, "no", null));
        call.assertFailedWith(UpstreamFailure.class, "no");
    }
}
