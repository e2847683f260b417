package org.dalgo.upstream.prefect.http;

import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.call.CallBulkhead;
import org.dalgo.upstream.call.CallPolicy;
import org.dalgo.upstream.call.Credentials;
import org.dalgo.upstream.call.Guards;
import org.dalgo.upstream.call.ResponseTooLarge;
import org.dalgo.upstream.call.RestClients;
import org.dalgo.upstream.call.RetrySettings;
import org.dalgo.upstream.call.UpstreamCall;
import org.dalgo.upstream.call.UpstreamCalls;

/**
 * Calls to Prefect's REST interface: what may be executed twice is repeated, one bulkhead and one circuit breaker for all.
 * {@code doing} says what a call is for, as in "Prefect could not …".
 */
public final class PrefectCalls implements AutoCloseable {

    /** Far more than a replica calls at once; beyond it memory is worth more than a late answer. */
    private static final int MAX_WAITING = 2000;

    private final RestClients clients;
    private final UpstreamCalls calls;
    private final CallPolicy repeatable;
    private final CallPolicy once;

    public PrefectCalls(PrefectConfig config) {
        Credentials credentials = config.authString()
                .map(auth -> "Basic " + Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8)))
                .map(Credentials::fixed)
                .orElse(Credentials.NONE);
        clients = new RestClients(
                new RestClients.Settings(
                        config.url(),
                        config.connectTimeout(),
                        config.keepAlive(),
                        config.poolSize(),
                        config.maxAnswer().asLongValue(),
                        false),
                PrefectJson.MAPPER,
                credentials);
        calls = new UpstreamCalls(PrefectErrorResponse.SYSTEM, PrefectErrorResponse::toFailure, credentials);
        CallBulkhead bulkhead =
                new CallBulkhead("Prefect", config.poolSize(), MAX_WAITING, Optional.of(config.poolWait()));
        Guard breaker = Guards.breaker(
                "Prefect", config.breaker().failures(), config.breaker().openFor());
        RetrySettings retry = new RetrySettings(
                config.retry().attempts(),
                config.retry().pause(),
                config.retry().maxPause());
        repeatable = new CallPolicy(
                "Prefect", config.readTimeout(), bulkhead, breaker, retry, PrefectCalls::isWorthRepeating);
        once = new CallPolicy(
                "Prefect once",
                config.readTimeout(),
                bulkhead,
                breaker,
                retry,
                failure -> failure.kind() == Kind.UNREACHABLE);
    }

    /** A REST client for one of this adapter's interfaces. */
    public <T> T client(Class<T> type) {
        return clients.make(type);
    }

    /** A call that may be executed twice, and whose answer is read. */
    public <T> Uni<T> send(String doing, Supplier<Uni<T>> request) {
        return calls.send(UpstreamCall.reading(repeatable, doing), request);
    }

    /** A call that may be executed twice. */
    public Uni<Void> execute(String doing, Supplier<Uni<Void>> request) {
        return calls.send(UpstreamCall.executing(repeatable, doing), request);
    }

    /** A call whose answer is read, and that is repeated only if it was not sent. */
    public <T> Uni<T> sendOnce(String doing, Supplier<Uni<T>> request) {
        return calls.send(UpstreamCall.reading(once, doing), request);
    }

    /** A call that is repeated only if it was not sent. */
    public Uni<Void> executeOnce(String doing, Supplier<Uni<Void>> request) {
        return calls.send(UpstreamCall.executing(once, doing), request);
    }

    /** A call that may be executed twice and carries a secret: nothing that Prefect says about it is passed on. */
    public Uni<Void> executeConfidential(String doing, Supplier<Uni<Void>> request) {
        return calls.send(UpstreamCall.executing(repeatable, doing).asConfidential(), request);
    }

    @Override
    public void close() {
        clients.close();
    }

    /**
     * A request that never left may always be repeated. One without an answer in time is not: its caller has waited
     * long enough, and the server has enough to do. What Dalgo itself holds back is not repeated either.
     */
    private static boolean isWorthRepeating(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> true;
            case UNAVAILABLE -> failure.getCause() != null;
            case INVALID_RESPONSE, SERVER_ERROR -> !ResponseTooLarge.matches(failure);
            case TIMEOUT, REFUSED, NOT_FOUND, CONFLICT, INVALID -> false;
        };
    }
}
