package org.dalgo.upstream.call;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;

/** The one place in which SmallRye Fault Tolerance is configured for outbound calls. */
public final class Guards {

    private Guards() {}

    /**
     * Fails calls at once after several in a row without a connection or a timely answer; then admits one call per period.
     *
     * @param failures attempts in a row after which it opens
     * @param openFor how long it stays open before one call may try again
     */
    public static Guard breaker(String name, int failures, Duration openFor) {
        AtomicBoolean open = new AtomicBoolean();
        UpstreamCallMeter.watchBreaker(name, open::get);
        return Guard.create()
                .withDescription(name + " breaker")
                .withCircuitBreaker()
                .requestVolumeThreshold(failures)
                .failureRatio(1)
                .delay(openFor.toMillis(), ChronoUnit.MILLIS)
                .when(Guards::isUnanswered)
                .onStateChange(state -> open.set(state == CircuitBreakerState.OPEN))
                .done()
                .build();
    }

    static Guard bulkhead(String name, int limit, int waiting) {
        return Guard.create()
                .withDescription(name + " bulkhead")
                .withBulkhead()
                .limit(limit)
                .queueSize(waiting)
                .done()
                .build();
    }

    static Guard retry(String name, RetrySettings settings, Predicate<Throwable> repeatable) {
        return Guard.create()
                .withDescription(name + " retry")
                .withRetry()
                .maxRetries(settings.attempts())
                .delay(settings.pause().toMillis(), ChronoUnit.MILLIS)
                .jitter(settings.pause().toMillis() / 2, ChronoUnit.MILLIS)
                .maxDuration(0, ChronoUnit.MILLIS)
                .whenException(repeatable)
                .withExponentialBackoff()
                .maxDelay(settings.maxPause().toMillis(), ChronoUnit.MILLIS)
                .done()
                .done()
                .build();
    }

    /** The work under a guard, begun when the result is subscribed to. */
    @SuppressWarnings("unchecked")
    public static <T> Uni<T> apply(Guard guard, Supplier<Uni<T>> work) {
        // The guard reads the type to find out that the work is asynchronous; the item's type is not looked at.
        return (Uni<T>) guard.get(() -> (Uni<?>) work.get(), Uni.class);
    }

    private static boolean isUnanswered(Throwable failure) {
        return failure instanceof UpstreamFailure upstream
                && (upstream.kind() == Kind.UNREACHABLE || upstream.kind() == Kind.TIMEOUT);
    }
}
