package org.dalgo.upstream.airbyte;

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
import org.dalgo.platform.http.Gate;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.dalgo.platform.job.SameContext;
import org.dalgo.upstream.call.Breaker;
import org.jboss.logging.Logger;

/**
 * The wire to Airbyte: one pool, a deadline and a breaker per class of call, two gates, repetition of reads, and every
 * failure as an {@link UpstreamFailure}. Bodies are never logged: they hold credentials of warehouses.
 */
final class AirbyteHttp {

    private static final Logger LOG = Logger.getLogger(AirbyteHttp.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AirbyteConfig config;
    private final HttpClient client;
    private final Credentials credentials;
    private final Gate calls;
    private final Gate checks;
    private final Map<CallClass, Breaker> breakers = new EnumMap<>(CallClass.class);

    AirbyteHttp(Vertx vertx, AirbyteConfig config) {
        this.config = config;
        this.calls = new Gate(config.limit().calls(), config.limit().waiting());
        this.checks = new Gate(config.limit().checks(), config.limit().waiting());
        for (CallClass type : CallClass.values()) {
            breakers.put(
                    type,
                    new Breaker(config.breaker().failures(), config.breaker().openFor(), System::nanoTime));
        }
        int pool = config.limit().calls() + config.limit().checks() + 1;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout(millis(config.connectTimeout()))
                        .setDecompressionSupported(true))
                .with(new PoolOptions().setHttp1MaxSize(pool))
                .withConnectHandler(connection -> connection.exceptionHandler(
                        failure -> LOG.debugf("Connection to Airbyte broke: %s", failure.getMessage())))
                .build();
        this.credentials = Credentials.of(config.auth(), this::exchangeUnsigned);
    }

    /** The answer's JSON, a missing node when it has no body; fails with an {@link UpstreamFailure}. */
    Uni<JsonNode> send(Call call) {
        // Timers of a retry run elsewhere; a caller with a database session must get its answer on its own context.
        return Uni.createFrom().deferred(() -> repeated(call).emitOn(SameContext.executor()));
    }

    Future<Void> close() {
        return client.close();
    }

    private Uni<JsonNode> repeated(Call call) {
        Uni<JsonNode> once = Uni.createFrom().completionStage(() -> queued(call).toCompletionStage());
        int attempts = call.type().repeatable() ? config.retry().attempts() : 0;
        return attempts == 0
                ? once
                : once.onFailure(AirbyteHttp::mayRepeat)
                        .retry()
                        .withBackOff(config.retry().pause())
                        .atMost(attempts);
    }

    private static boolean mayRepeat(Throwable failure) {
        boolean neverSent = failure instanceof UpstreamFailure upstream && upstream.kind() == Kind.UNREACHABLE;
        return neverSent || (failure.getCause() instanceof Rejection.Status status && status.passing());
    }

    private Future<JsonNode> queued(Call call) {
        Gate gate = call.type().startsContainer() ? checks : calls;
        Optional<Future<Void>> turn = gate.enter();
        if (turn.isEmpty()) {
            return Future.failedFuture(failure(Kind.UNAVAILABLE, "Airbyte has too much to do at the moment.", null));
        }
        return turn.get().compose(mine -> signed(call)).onComplete(done -> gate.leave());
    }

    /** A 401 is refused before execution, so every call may be replayed once with new credentials. */
    private Future<JsonNode> signed(Call call) {
        return credentials.header().compose(header -> guarded(call, header).recover(failure -> {
            boolean unauthorized = failure.getCause() instanceof Rejection.Status status && status.code() == 401;
            return unauthorized && credentials.forget(header)
                    ? credentials.header().compose(renewed -> guarded(call, renewed))
                    : Future.failedFuture(failure);
        }));
    }

    private Future<JsonNode> exchangeUnsigned(Call call) {
        return guarded(call, Optional.empty());
    }

    private Future<JsonNode> guarded(Call call, Optional<String> authorization) {
        Breaker breaker = breakers.get(call.type());
        if (!breaker.admits()) {
            return Future.failedFuture(failure(Kind.UNAVAILABLE, "Airbyte cannot be reached at the moment.", null));
        }
        Duration limit = call.type().timeout(config.timeout());
        return client.request(options(call, authorization))
                .recover(failure -> {
                    breaker.silent();
                    return Future.failedFuture(failure(Kind.UNREACHABLE, "Airbyte cannot be reached.", failure));
                })
                .compose(request -> exchange(call, request, breaker, limit));
    }

    private Future<JsonNode> exchange(Call call, HttpClientRequest request, Breaker breaker, Duration limit) {
        Future<HttpClientResponse> sent = call.body() == null
                ? request.send()
                : request.send(Buffer.buffer(call.body().toString()));
        return sent.onSuccess(response -> breaker.answered())
                .compose(response -> content(response).map(content -> read(call, response.statusCode(), content)))
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset())
                .recover(failure -> Future.failedFuture(translated(call, failure, breaker, limit)));
    }

    /** The whole body, unless it is too much for one process that serves many. */
    private Future<byte[]> content(HttpClientResponse response) {
        Promise<byte[]> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.handler(part -> {
            if (content.length() + part.length() > config.maxAnswer().asLongValue()) {
                whole.tryFail(failure(Kind.BROKEN_ANSWER, "Airbyte's answer is too long.", null));
            } else {
                content.appendBuffer(part);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(ended -> whole.tryComplete(content.getBytes()));
        return whole.future();
    }

    private static JsonNode read(Call call, int status, byte[] content) {
        if (status < 200 || status > 299) {
            throw Rejection.of(call, status, content);
        }
        if (content.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            // Not as a cause: the parser quotes what it could not read, and that may be a secret.
            throw failure(Kind.BROKEN_ANSWER, "Airbyte gave an answer that cannot be read.", null);
        } catch (IOException e) {
            throw failure(Kind.BROKEN_ANSWER, "Airbyte gave an answer that cannot be read.", e);
        }
    }

    private static UpstreamFailure translated(Call call, Throwable failure, Breaker breaker, Duration limit) {
        if (failure instanceof UpstreamFailure known) {
            LOG.debugf("%s: %s", call, known.getCause());
            return known;
        }
        if (failure instanceof TimeoutException) {
            breaker.silent();
            String seconds = Long.toString(Math.max(1, limit.toSeconds()));
            return failure(Kind.TIMEOUT, "Airbyte did not answer within " + seconds + " s.", failure);
        }
        return failure(Kind.BROKEN_ANSWER, "Airbyte broke off its answer.", failure);
    }

    private RequestOptions options(Call call, Optional<String> authorization) {
        URI url = config.url();
        boolean ssl = "https".equals(url.getScheme());
        String base = Optional.ofNullable(url.getRawPath()).orElse("");
        RequestOptions options = new RequestOptions()
                .setMethod(call.body() == null ? HttpMethod.GET : HttpMethod.POST)
                .setSsl(ssl)
                .setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80)
                .setURI(base + call.path())
                .setConnectTimeout(millis(config.connectTimeout()))
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        authorization.ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        if (call.body() != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return options;
    }

    static UpstreamFailure failure(Kind kind, String sentence, Throwable cause) {
        return new UpstreamFailure(Rejection.SYSTEM, kind, sentence, cause);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
