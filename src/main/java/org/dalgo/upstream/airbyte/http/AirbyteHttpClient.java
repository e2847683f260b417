package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.net.AsyncBulkhead;
import org.dalgo.upstream.call.CircuitBreaker;
import org.dalgo.upstream.call.UpstreamCallMeter;
import org.jboss.logging.Logger;

/**
 * The wire to Airbyte: one pool, a deadline and a breaker per class of call, two gates, repetition of reads, and every
 * failure as an {@link UpstreamFailure}. Bodies are never logged: they hold credentials of warehouses.
 */
public final class AirbyteHttpClient {

    private static final Logger LOG = Logger.getLogger(AirbyteHttpClient.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AirbyteConfig config;
    private final HttpClient client;
    private final AirbyteCredentials airbyteCredentials;
    private final AsyncBulkhead calls;
    private final AsyncBulkhead checks;
    private final Map<CallClass, CircuitBreaker> breakers = new EnumMap<>(CallClass.class);

    public AirbyteHttpClient(Vertx vertx, AirbyteConfig config) {
        this.config = config;
        this.calls = new AsyncBulkhead(config.limit().calls(), config.limit().waiting());
        this.checks = new AsyncBulkhead(config.limit().checks(), config.limit().waiting());
        for (CallClass type : CallClass.values()) {
            breakers.put(
                    type,
                    new CircuitBreaker(
                            config.breaker().failures(), config.breaker().openFor(), System::nanoTime));
        }
        UpstreamCallMeter.watchBreaker(
                AirbyteErrorResponse.SYSTEM, () -> breakers.values().stream().anyMatch(CircuitBreaker::isOpen));
        int pool = config.limit().calls() + config.limit().checks() + 1;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(millis(config.connectTimeout()))
                        .setDecompressionSupported(true))
                .with(new PoolOptions().setHttp1MaxSize(pool))
                .withConnectHandler(connection -> connection.exceptionHandler(
                        failure -> LOG.debugf("Connection to Airbyte broke: %s", failure.getMessage())))
                .build();
        this.airbyteCredentials = AirbyteCredentials.of(config.auth(), this::exchangeUnsigned);
    }

    /** The answer's JSON, a missing node when it has no body; fails with an {@link UpstreamFailure}. */
    public Uni<JsonNode> send(AirbyteCall airbyteCall) {
        // Timers of a retry run elsewhere; a caller with a database session must get its answer on its own context.
        Uni<JsonNode> call =
                Uni.createFrom().deferred(() -> withRetry(airbyteCall).emitOn(CallerContextExecutor.current()));
        return UpstreamCallMeter.measure(AirbyteErrorResponse.SYSTEM, airbyteCall.doing(), call);
    }

    public Future<Void> close() {
        return client.close();
    }

    private Uni<JsonNode> withRetry(AirbyteCall airbyteCall) {
        Uni<JsonNode> once =
                Uni.createFrom().completionStage(() -> withBulkhead(airbyteCall).toCompletionStage());
        int attempts = airbyteCall.type().retryable() ? config.retry().attempts() : 0;
        return attempts == 0
                ? once
                : once.onFailure(AirbyteHttpClient::isRetryable)
                        .retry()
                        .withBackOff(config.retry().pause())
                        .atMost(attempts);
    }

    private static boolean isRetryable(Throwable failure) {
        boolean neverSent = failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.UNREACHABLE;
        return neverSent
                || (failure.getCause() instanceof AirbyteErrorResponse.HttpStatusException httpStatusException
                        && httpStatusException.isTransient());
    }

    private Future<JsonNode> withBulkhead(AirbyteCall airbyteCall) {
        AsyncBulkhead asyncBulkhead = airbyteCall.type().startsContainer() ? checks : calls;
        Optional<Future<Void>> turn = asyncBulkhead.acquire();
        if (turn.isEmpty()) {
            return Future.failedFuture(
                    AirbyteErrorResponse.failure(Kind.UNAVAILABLE, "Airbyte has too much to do at the moment.", null));
        }
        return turn.get().compose(mine -> authorized(airbyteCall)).onComplete(done -> asyncBulkhead.release());
    }

    /** A 401 is refused before execution, so every call may be replayed once with new credentials. */
    private Future<JsonNode> authorized(AirbyteCall airbyteCall) {
        return airbyteCredentials.header().compose(header -> withCircuitBreaker(airbyteCall, header)
                .recover(failure -> {
                    boolean unauthorized =
                            failure.getCause() instanceof AirbyteErrorResponse.HttpStatusException httpStatusException
                                    && httpStatusException.code() == 401;
                    return unauthorized && airbyteCredentials.invalidate(header)
                            ? airbyteCredentials.header().compose(renewed -> withCircuitBreaker(airbyteCall, renewed))
                            : Future.failedFuture(failure);
                }));
    }

    private Future<JsonNode> exchangeUnsigned(AirbyteCall airbyteCall) {
        return withCircuitBreaker(airbyteCall, Optional.empty());
    }

    private Future<JsonNode> withCircuitBreaker(AirbyteCall airbyteCall, Optional<String> authorization) {
        CircuitBreaker circuitBreaker = breakers.get(airbyteCall.type());
        if (!circuitBreaker.tryAcquire()) {
            return Future.failedFuture(
                    AirbyteErrorResponse.failure(Kind.UNAVAILABLE, "Airbyte cannot be reached at the moment.", null));
        }
        Duration limit = airbyteCall.type().timeout(config.timeout());
        return client.request(options(airbyteCall, authorization))
                .recover(failure -> {
                    circuitBreaker.recordFailure();
                    return Future.failedFuture(
                            AirbyteErrorResponse.failure(Kind.UNREACHABLE, "Airbyte cannot be reached.", failure));
                })
                .compose(request -> exchange(airbyteCall, request, circuitBreaker, limit));
    }

    private Future<JsonNode> exchange(
            AirbyteCall airbyteCall, HttpClientRequest request, CircuitBreaker circuitBreaker, Duration limit) {
        Future<HttpClientResponse> sent = airbyteCall.body() == null
                ? request.send()
                : request.send(Buffer.buffer(airbyteCall.body().toString()));
        return sent.onSuccess(response -> circuitBreaker.recordResponse())
                .compose(response ->
                        boundedBody(response).map(content -> read(airbyteCall, response.statusCode(), content)))
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset())
                .recover(failure -> Future.failedFuture(translated(airbyteCall, failure, circuitBreaker, limit)));
    }

    /** The whole body, unless it is too much for one process that serves many. */
    private Future<byte[]> boundedBody(HttpClientResponse response) {
        Promise<byte[]> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.handler(part -> {
            if (content.length() + part.length() > config.maxAnswer().asLongValue()) {
                whole.tryFail(
                        AirbyteErrorResponse.failure(Kind.INVALID_RESPONSE, "Airbyte's answer is too long.", null));
            } else {
                content.appendBuffer(part);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(ended -> whole.tryComplete(content.getBytes()));
        return whole.future();
    }

    private static JsonNode read(AirbyteCall airbyteCall, int status, byte[] content) {
        if (status < 200 || status > 299) {
            throw AirbyteErrorResponse.toFailure(airbyteCall, status, content);
        }
        if (content.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            // Not as a cause: the parser quotes what it could not read, and that may be a secret.
            throw AirbyteErrorResponse.failure(
                    Kind.INVALID_RESPONSE, "Airbyte gave an answer that cannot be read.", null);
        } catch (IOException e) {
            throw AirbyteErrorResponse.failure(Kind.INVALID_RESPONSE, "Airbyte gave an answer that cannot be read.", e);
        }
    }

    private static UpstreamFailure translated(
            AirbyteCall airbyteCall, Throwable failure, CircuitBreaker circuitBreaker, Duration limit) {
        if (failure instanceof UpstreamFailure known) {
            LOG.debugf("%s: %s", airbyteCall, known.getCause());
            return known;
        }
        if (failure instanceof TimeoutException) {
            circuitBreaker.recordFailure();
            String seconds = Long.toString(Math.max(1, limit.toSeconds()));
            return AirbyteErrorResponse.failure(
                    Kind.TIMEOUT, "Airbyte did not answer within " + seconds + " s.", failure);
        }
        return AirbyteErrorResponse.failure(Kind.INVALID_RESPONSE, "Airbyte broke off its answer.", failure);
    }

    private RequestOptions options(AirbyteCall airbyteCall, Optional<String> authorization) {
        URI url = config.url();
        boolean ssl = "https".equals(url.getScheme());
        String base = Optional.ofNullable(url.getRawPath()).orElse("");
        RequestOptions options = new RequestOptions()
                .setMethod(airbyteCall.body() == null ? HttpMethod.GET : HttpMethod.POST)
                .setSsl(ssl)
                .setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80)
                .setURI(base + airbyteCall.path())
                .setConnectTimeout(millis(config.connectTimeout()))
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        authorization.ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        if (airbyteCall.body() != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return options;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
