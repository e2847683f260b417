package org.dalgo.upstream.call;

import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;

/**
 * How a class of calls is treated. From the outside to the inside: retry, bulkhead, circuit breaker, deadline. Waiting for
 * a place therefore counts neither as a failure nor into the deadline.
 */
public final class CallPolicy {

    private final Duration timeout;
    private final CallBulkhead bulkhead;
    private final Guard breaker;
    private final Optional<Guard> retry;

    /**
     * @param name shown in metrics and logs
     * @param timeout from sending the request to the last byte of the answer, for each attempt
     * @param bulkhead may be shared with other classes of call
     * @param breaker may be shared with other classes of call
     * @param retry settings of repetition
     * @param repeatable which failures may be answered by a repetition
     */
    public CallPolicy(
            String name,
            Duration timeout,
            CallBulkhead bulkhead,
            Guard breaker,
            RetrySettings retry,
            Predicate<UpstreamFailure> repeatable) {
        this.timeout = timeout;
        this.bulkhead = bulkhead;
        this.breaker = breaker;
        this.retry = retry.attempts() == 0
                ? Optional.empty()
                : Optional.of(Guards.retry(
                        name,
                        retry,
                        failure -> failure instanceof UpstreamFailure upstream && repeatable.test(upstream)));
    }

    Duration timeout() {
        return timeout;
    }

    <T> Uni<T> withRetry(Supplier<Uni<T>> attempt) {
        return retry.isEmpty() ? Uni.createFrom().deferred(attempt::get) : Guards.apply(retry.get(), attempt);
    }

    <T> Uni<T> withBulkhead(Supplier<Uni<T>> work, Supplier<UpstreamFailure> full) {
        return bulkhead.run(work, full);
    }

    <T> Uni<T> withBreaker(Supplier<Uni<T>> exchange) {
        return Guards.apply(breaker, exchange);
    }
}
