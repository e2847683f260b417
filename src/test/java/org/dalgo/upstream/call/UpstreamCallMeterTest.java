package org.dalgo.upstream.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.concurrent.atomic.AtomicInteger;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each call counts once, under the outcome that its caller sees. */
class UpstreamCallMeterTest {

    /** The global registry outlives a test; each needs a name of its own. */
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String system = "system " + "x".repeat(NAMES.incrementAndGet());

    @BeforeEach
    void collect() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void stop() {
        Metrics.removeRegistry(registry);
    }

    @Test
    void anAnswerIsOk() {
        measure(Uni.createFrom().item("answer")).assertCompleted();

        assertThat(count("ok")).isEqualTo(1);
    }

    @Test
    void aFailureOfTheSystemHasItsKind() {
        measure(Uni.createFrom().failure(new UpstreamFailure("X", Kind.INVALID_RESPONSE, "X broke off.", null)))
                .assertFailed();

        assertThat(count("invalid_response")).isEqualTo(1);
    }

    @Test
    void aFaultOfOursIsAnError() {
        measure(Uni.createFrom().failure(new IllegalStateException("ours"))).assertFailed();

        assertThat(count("error")).isEqualTo(1);
    }

    @Test
    void aCallerWhoLeavesCancels() {
        measure(Uni.createFrom().nothing()).cancel();

        assertThat(count("cancelled")).isEqualTo(1);
    }

    @Test
    void anOpenBreakerIsOne() {
        boolean[] open = {false};
        UpstreamCallMeter.watchBreaker(system, () -> open[0]);
        assertThat(registry.get("dalgo.upstream.breaker.open")
                        .tag("system", system)
                        .gauge()
                        .value())
                .isZero();

        open[0] = true;

        assertThat(registry.get("dalgo.upstream.breaker.open")
                        .tag("system", system)
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    private <T> UniAssertSubscriber<T> measure(Uni<T> call) {
        return UpstreamCallMeter.measure(system, "ask", call).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private long count(String outcome) {
        assertThat(registry.find("dalgo.upstream.calls").tag("system", system).timers())
                .hasSize(1);
        return registry.get("dalgo.upstream.calls")
                .tags("system", system, "operation", "ask", "outcome", outcome)
                .timer()
                .count();
    }
}
