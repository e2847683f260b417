package org.dalgo.upstream.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Sends calls to one system by the policy of their class. Every failure is an {@link UpstreamFailure} in words for a tenant,
 * and every answer comes on the caller's own context. Bodies are never logged: they hold credentials.
 */
public final class UpstreamCalls {

    private static final Logger LOG = Logger.getLogger(UpstreamCalls.class);

    private final String system;
    private final ErrorResponses errors;
    private final Credentials credentials;

    /**
     * @param system its name as a person knows it
     * @param credentials the same that the system's {@link RestClients} send
     */
    public UpstreamCalls(String system, ErrorResponses errors, Credentials credentials) {
        this.system = system;
        this.errors = errors;
        this.credentials = credentials;
    }

    /**
     * The answer; fails with an {@link UpstreamFailure}.
     *
     * @param request makes the request anew for each attempt
     */
    public <T> Uni<T> send(UpstreamCall call, Supplier<Uni<T>> request) {
        Uni<T> sent = Uni.createFrom().deferred(() -> {
            // Timers run elsewhere; a caller with a database session must get its answer on its own context.
            Executor caller = CallerContextExecutor.current();
            AtomicReference<UpstreamFailure> doubtful = new AtomicReference<>();
            return call.policy()
                    .withRetry(() -> call.policy()
                            .withBulkhead(() -> authorized(call, request), this::busy)
                            .onFailure(UpstreamCalls::outcomeUnknown)
                            .invoke(failure -> doubtful.set((UpstreamFailure) failure)))
                    // True of the last attempt; an earlier one may have been executed all the same.
                    .onFailure(UpstreamFailure::wasNeverSent)
                    .transform(failure -> doubtful.get() == null ? failure : doubtful.get())
                    .emitOn(caller);
        });
        return UpstreamCallMeter.measure(system, call.doing(), sent);
    }

    /** One attempt without a place of the bulkhead and without credentials: what the credentials themselves are read with. */
    public <T> Uni<T> attempt(UpstreamCall call, Supplier<Uni<T>> request) {
        return call.policy()
                .withBreaker(() -> exchange(call, request))
                .onFailure(CircuitBreakerOpenException.class)
                .transform(open -> failure(Kind.UNAVAILABLE, system + " cannot be reached at the moment.", null));
    }

    /** A 401 is refused before execution, so every call may be replayed once with new credentials. */
    private <T> Uni<T> authorized(UpstreamCall call, Supplier<Uni<T>> request) {
        return credentials.ready().chain(header -> attempt(call, request)
                .onFailure(failure -> HttpStatusException.of(failure) == 401 && credentials.invalidate(header))
                .recoverWithUni(refused -> credentials.ready().chain(() -> attempt(call, request))));
    }

    /** Cancelling resets the request, so a call that is too late gives its connection back. */
    private <T> Uni<T> exchange(UpstreamCall call, Supplier<Uni<T>> request) {
        Uni<T> answer = request.get()
                .ifNoItem()
                .after(call.policy().timeout())
                .fail()
                .onFailure()
                .transform(failure -> translated(call, failure));
        return call.answered() ? answer.onItem().ifNull().failWith(this::unreadable) : answer;
    }

    private UpstreamFailure translated(UpstreamCall call, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<UpstreamFailure> known = known(call, cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof VertxException) {
                return failure(Kind.INVALID_RESPONSE, system + " broke off its answer.", failure);
            }
        }
        LOG.debugf("%s: unreadable answer to: %s (%s)", system, call.doing(), failure.getClass());
        return unreadable();
    }

    private Optional<UpstreamFailure> known(UpstreamCall call, Throwable cause) {
        if (cause instanceof UpstreamFailure failure) {
            return Optional.of(failure);
        }
        if (cause instanceof ErrorBodyException answer) {
            return Optional.of(errors.toFailure(
                    call, answer.status(), answer.body(), new HttpStatusException(answer.status(), call.doing())));
        }
        if (cause instanceof ResponseLimit.ExceededException) {
            return Optional.of(new ResponseTooLarge(system));
        }
        if (cause instanceof TimeoutException) {
            String seconds = Long.toString(Math.max(1, call.policy().timeout().toSeconds()));
            return Optional.of(failure(Kind.TIMEOUT, system + " did not answer within " + seconds + " s.", cause));
        }
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException) {
            return Optional.of(failure(Kind.UNREACHABLE, system + " cannot be reached.", cause));
        }
        return cause instanceof JsonProcessingException ? Optional.of(unreadable()) : Optional.empty();
    }

    /** Without a cause: the parser quotes what it could not read, and that may be a secret. */
    private UpstreamFailure unreadable() {
        return failure(Kind.INVALID_RESPONSE, system + " gave an answer that cannot be read.", null);
    }

    private UpstreamFailure busy() {
        return failure(Kind.UNAVAILABLE, system + " is busy.", null);
    }

    private UpstreamFailure failure(Kind kind, String sentence, Throwable cause) {
        return new UpstreamFailure(system, kind, sentence, cause);
    }

    private static boolean outcomeUnknown(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.outcomeUnknown();
    }
}
