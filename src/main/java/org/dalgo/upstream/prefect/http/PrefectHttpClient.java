package org.dalgo.upstream.prefect.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.re2j.Pattern;
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
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.upstream.call.CircuitBreaker;
import org.jboss.logging.Logger;

/**
 * The wire to Prefect's REST interface: one pool, one deadline per attempt, repetition where it is safe, one breaker,
 * and every failure as an {@link UpstreamFailure}.
 */
public final class PrefectHttpClient {

    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");

    private static final Logger LOG = Logger.getLogger(PrefectHttpClient.class);

    private final PrefectConfig config;
    private final HttpClient client;
    private final CircuitBreaker circuitBreaker;
    private final Optional<String> authorization;
    private final boolean ssl;
    private final int port;

    public PrefectHttpClient(Vertx vertx, PrefectConfig config) {
        this.config = config;
        this.ssl = "https".equals(config.url().getScheme());
        this.port = port(config.url());
        this.circuitBreaker =
                new CircuitBreaker(config.breaker().failures(), config.breaker().openFor(), System::nanoTime);
        this.authorization = config.authString()
                .map(auth -> "Basic " + Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8)));
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setKeepAliveTimeout(
                                (int) Math.max(1, config.keepAlive().toSeconds()))
                        .setConnectTimeout(millis(config.connectTimeout())))
                .with(new PoolOptions().setHttp1MaxSize(config.poolSize()))
                // The request itself fails with it; an idle connection may break without harm.
                .withConnectHandler(connection ->
                        connection.exceptionHandler(failure -> LOG.debugf("Connection to Prefect broke: %s", failure)))
                .build();
    }

    /** The answer's JSON, JSON null when it has no body; fails with an {@link UpstreamFailure}. */
    public Uni<JsonNode> send(PrefectCall prefectCall) {
        // Timers of a retry run elsewhere; a caller with a database session must get its answer on its own context.
        return Uni.createFrom().deferred(() -> (circuitBreaker.tryAcquire()
                        ? withRetry(prefectCall)
                        : Uni.createFrom().<JsonNode>failure(circuitOpen()))
                .emitOn(CallerContextExecutor.current()));
    }

    /** The answer as one object. */
    public <T> Uni<T> send(PrefectCall prefectCall, Class<T> type) {
        return send(prefectCall)
                .map(node -> PrefectJson.read(node, type))
                .onFailure(PrefectJson.UnreadableResponse.class)
                .transform(PrefectHttpClient::unreadable);
    }

    /** The answer as a list of objects, read one by one: an array type made at run time does not exist in a native image. */
    public <T> Uni<List<T>> sendForList(PrefectCall prefectCall, Class<T> type) {
        return send(prefectCall)
                .map(node -> PrefectJson.readList(node, type))
                .onFailure(PrefectJson.UnreadableResponse.class)
                .transform(PrefectHttpClient::unreadable);
    }

    public Future<Void> close() {
        return client.close();
    }

    private Uni<JsonNode> withRetry(PrefectCall prefectCall) {
        return encoded(prefectCall).chain(body -> withRetry(prefectCall, body));
    }

    /** A secret may be a whole project: it is written as JSON elsewhere than on an event loop. */
    private static Uni<Buffer> encoded(PrefectCall prefectCall) {
        return prefectCall.confidential()
                ? Unis.onWorker(() -> body(prefectCall))
                : Uni.createFrom().item(() -> body(prefectCall));
    }

    private Uni<JsonNode> withRetry(PrefectCall prefectCall, Buffer body) {
        Uni<JsonNode> once = Uni.createFrom()
                .completionStage(() -> attempt(prefectCall, body).toCompletionStage());
        if (config.retry().attempts() == 0) {
            return once;
        }
        AtomicReference<UpstreamFailure> firstFailure = new AtomicReference<>();
        return once.onFailure(PrefectHttpClient::outcomeUnknown)
                .invoke(failure -> firstFailure.set((UpstreamFailure) failure))
                .onFailure(failure -> isRetryable(prefectCall, failure))
                .retry()
                .withBackOff(config.retry().pause(), config.retry().maxPause())
                .atMost(config.retry().attempts())
                .onFailure(PrefectHttpClient::notExecuted)
                .transform(failure -> firstFailure.get() == null ? failure : firstFailure.get());
    }

    private static boolean outcomeUnknown(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && upstream.outcomeUnknown();
    }

    /** True of the attempt that failed in this way; an earlier one may have been executed all the same. */
    private static boolean notExecuted(Throwable failure) {
        return failure instanceof UpstreamFailure upstream
                && (upstream.kind() == Kind.UNREACHABLE || upstream.kind() == Kind.UNAVAILABLE);
    }

    /**
     * A request that never left may always be repeated. One without an answer in time is not: its caller has waited
     * long enough, and the server has enough to do.
     */
    private static boolean isRetryable(PrefectCall prefectCall, Throwable failure) {
        if (!(failure instanceof UpstreamFailure upstream) || ResponseTooLarge.matches(failure)) {
            return false;
        }
        return switch (upstream.kind()) {
            case UNREACHABLE -> true;
            case UNAVAILABLE, INVALID_RESPONSE, SERVER_ERROR -> prefectCall.repeatable();
            case TIMEOUT, REFUSED, NOT_FOUND, CONFLICT, INVALID -> false;
        };
    }

    private Future<JsonNode> attempt(PrefectCall prefectCall, Buffer body) {
        return client.request(options(prefectCall))
                .recover(failure -> Future.failedFuture(notSent(failure)))
                .compose(request -> exchange(request, body))
                .map(rawResponse -> read(prefectCall, rawResponse));
    }

    private Future<RawResponse> exchange(HttpClientRequest request, Buffer body) {
        Future<HttpClientResponse> sent = body == null ? request.send() : request.send(body);
        return sent.compose(this::received)
                .timeout(config.readTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset())
                .recover(failure -> Future.failedFuture(translated(failure)));
    }

    private Future<RawResponse> received(HttpClientResponse response) {
        circuitBreaker.recordResponse();
        return boundedBody(response).map(content -> new RawResponse(response.statusCode(), content));
    }

    /** The whole body, unless it is too much for one process that serves many. */
    private Future<Buffer> boundedBody(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.handler(part -> {
            if (content.length() + part.length() > config.maxAnswer().asLongValue()) {
                whole.tryFail(new ResponseTooLarge());
            } else {
                content.appendBuffer(part);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(ignored -> whole.tryComplete(content));
        return whole.future();
    }

    private static JsonNode read(PrefectCall prefectCall, RawResponse rawResponse) {
        if (rawResponse.status() < 200 || rawResponse.status() > 299) {
            throw PrefectErrorResponse.toFailure(prefectCall, rawResponse.status(), rawResponse.content());
        }
        if (rawResponse.content().length() == 0) {
            return NullNode.getInstance();
        }
        try {
            return PrefectJson.MAPPER.readTree(rawResponse.content().toString());
        } catch (JsonProcessingException e) {
            throw unreadable(new PrefectJson.UnreadableResponse(e));
        }
    }

    private RequestOptions options(PrefectCall prefectCall) {
        RequestOptions options = new RequestOptions()
                .setMethod(prefectCall.method())
                .setSsl(ssl)
                .setHost(config.url().getHost())
                .setPort(port)
                .setURI(path(config.url()) + prefectCall.path())
                .setConnectTimeout(millis(config.poolWait()))
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        authorization.ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        if (prefectCall.body() != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return options;
    }

    private static Buffer body(PrefectCall prefectCall) {
        try {
            return prefectCall.body() == null
                    ? null
                    : Buffer.buffer(PrefectJson.MAPPER.writeValueAsBytes(prefectCall.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + prefectCall, e);
        }
    }

    private UpstreamFailure translated(Throwable failure) {
        if (failure instanceof UpstreamFailure known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            circuitBreaker.recordFailure();
            String seconds = Long.toString(Math.max(1, config.readTimeout().toSeconds()));
            return failure(Kind.TIMEOUT, "Prefect did not answer within " + seconds + " s.", failure);
        }
        return failure(Kind.INVALID_RESPONSE, "Prefect broke off its answer.", failure);
    }

    /** Waiting for a free connection is our own queue, and says nothing about whether Prefect is there. */
    private UpstreamFailure notSent(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return failure(Kind.UNAVAILABLE, "Prefect is busy.", cause);
        }
        circuitBreaker.recordFailure();
        return failure(Kind.UNREACHABLE, "Prefect cannot be reached.", cause);
    }

    private static UpstreamFailure circuitOpen() {
        return failure(Kind.UNAVAILABLE, "Prefect cannot be reached at the moment.", null);
    }

    private static UpstreamFailure unreadable(Throwable cause) {
        return failure(Kind.INVALID_RESPONSE, "Prefect gave an answer that cannot be read.", cause);
    }

    private static UpstreamFailure failure(Kind kind, String sentence, Throwable cause) {
        return new UpstreamFailure(PrefectErrorResponse.SYSTEM, kind, sentence, cause);
    }

    public static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** Path of the base address; a slash at its end is an easy mistake. */
    public static String path(URI url) {
        return TRAILING_SLASHES.matcher(url.getRawPath()).replaceFirst("");
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private record RawResponse(int status, Buffer content) {}
}
