package org.dalgo.upstream.call;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.dalgo.platform.error.UpstreamFailure;

/**
 * Measures calls of other systems: how many, how long, with which outcome; and whether their circuit breakers are open. Static,
 * with Micrometer's global registry: what makes calls is no bean.
 */
public final class UpstreamCallMeter {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60)
    };

    private UpstreamCallMeter() {}

    /**
     * The call, measured with its repetitions.
     *
     * @param system name of the system
     * @param operation what the call is for, as a constant of the code: it is a label, and never contains an identifier
     */
    public static <T> Uni<T> measure(String system, String operation, Uni<T> call) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample sample = Timer.start(Metrics.globalRegistry);
            return call.onTermination()
                    .invoke((item, failure, cancelled) ->
                            sample.stop(timer(system, operation, outcome(failure, cancelled))));
        });
    }

    /** Shows whether calls of the system fail at once. */
    public static void watchBreaker(String system, BooleanSupplier open) {
        Gauge.builder("dalgo.upstream.breaker.open", open, state -> state.getAsBoolean() ? 1 : 0)
                .description("Whether calls fail at once because the system did not answer")
                .tag("system", label(system))
                .strongReference(true)
                .register(Metrics.globalRegistry);
    }

    private static Timer timer(String system, String operation, String outcome) {
        return Timer.builder("dalgo.upstream.calls")
                .description("Calls of other systems, repetitions included")
                .tag("system", label(system))
                .tag("operation", operation)
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(Metrics.globalRegistry);
    }

    private static String label(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String outcome(Throwable failure, boolean cancelled) {
        if (cancelled) {
            return "cancelled";
        }
        if (failure == null) {
            return "ok";
        }
        return failure instanceof UpstreamFailure upstream
                ? label(upstream.kind().name())
                : "error";
    }
}
