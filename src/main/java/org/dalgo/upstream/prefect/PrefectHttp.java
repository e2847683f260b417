package org.dalgo.upstream.prefect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.dalgo.platform.job.SameContext;
import org.dalgo.upstream.call.Breaker;
import org.jboss.logging.Logger;

/**
 * The wire to Prefect's REST interface: one pool, one deadline per attempt, repetition where it is safe, one breaker,
 * and every failure as an {@link UpstreamFailure}.
 */
final class PrefectHttp {

    private static final Logger LOG = Logger.getLogger(PrefectHttp.class);

    private final PrefectConfig config;
    private final HttpClient client;
    private final Breaker breaker;
    private final Optional<String> authorization;
    private final boolean ssl;
    private final int port;

    PrefectHttp(Vertx vertx, PrefectConfig config) {
        this.config = config;
        this.ssl = "https".equals(config.url().getScheme());
        this.port = port(config.url());
        this.breaker = new Breaker(config.breaker().failures(), config.breaker().openFor(), System::nanoTime);
        this.authorization = config.authString()
                .map(auth -> "Basic " + Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8)));
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setKeepAliveTimeout(
                                (int) Math.max(1, config.keepAlive().toSeconds()))
                        .setConnectTimeout(millis(config.connectTimeout())))
                .with(new PoolOptions().setHttp1MaxSize(config.poolSize()))
                // The request that suffers tells it; an idle connection may break without anybody minding.
                .withConnectHandler(connection ->
                        connection.exceptionHandler(failure -> LOG.debugf("Connection to Prefect broke: %s", failure)))
                .build();
    }

    /** The answer's JSON, JSON null when it has no body; fails with an {@link UpstreamFailure}. */
    Uni<JsonNode> send(Call call) {
        // Timers of a retry run elsewhere; a caller with a database session must get its answer on its own context.
        return Uni.createFrom().deferred(() -> (breaker.admits()
                        ? repeated(call)
                        : Uni.createFrom().<JsonNode>failure(down()))
                .emitOn(SameContext.executor()));
    }

    /** The answer as one object. */
    <T> Uni<T> send(Call call, Class<T> type) {
        return send(call)
                .map(node -> Json.read(node, type))
                .onFailure(Json.UnreadableAnswer.class)
                .transform(PrefectHttp::unreadable);
    }

    Future<Void> close() {
        return client.close();
    }

    private Uni<JsonNode> repeated(Call call) {
        Uni<JsonNode> once =
                Uni.createFrom().completionStage(() -> attempt(call).toCompletionStage());
        if (config.retry().attempts() == 0) {
            return once;
        }
        AtomicReference<UpstreamFailure> doubtful = new AtomicReference<>();
        return once.onFailure(PrefectHttp::outcomeUnknown)
                .invoke(failure -> doubtful.set((UpstreamFailure) failure))
                .onFailure(failure -> mayRepeat(call, failure))
                .retry()
                .withBackOff(config.retry().pause(), config.retry().maxPause())
                .atMost(config.retry().attempts())
                .onFailure(PrefectHttp::notExecuted)
                .transform(failure -> doubtful.get() == null ? failure : doubtful.get());
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
    private static boolean mayRepeat(Call call, Throwable failure) {
        if (!(failure instanceof UpstreamFailure upstream) || AnswerTooLong.is(failure)) {
            return false;
        }
        return switch (upstream.kind()) {
            case UNREACHABLE -> true;
            case UNAVAILABLE, BROKEN_ANSWER, SERVER_ERROR -> call.repeatable();
            case TIMEOUT, REFUSED, NOT_FOUND, CONFLICT, INVALID -> false;
        };
    }

    private Future<JsonNode> attempt(Call call) {
        Buffer body = body(call);
        return client.request(options(call))
                .recover(failure -> Future.failedFuture(notSent(failure)))
                .compose(request -> exchange(request, body))
                .map(answer -> read(call, answer));
    }

    private Future<Answer> exchange(HttpClientRequest request, Buffer body) {
        Future<HttpClientResponse> sent = body == null ? request.send() : request.send(body);
        return sent.compose(this::received)
                .timeout(config.readTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset())
                .recover(failure -> Future.failedFuture(translated(failure)));
    }

    private Future<Answer> received(HttpClientResponse response) {
        breaker.answered();
        return content(response).map(content -> new Answer(response.statusCode(), content));
    }

    /** The whole body, unless it is too much for one process that serves many. */
    private Future<Buffer> content(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        response.handler(part -> {
            if (content.length() + part.length() > config.maxAnswer().asLongValue()) {
                whole.tryFail(new AnswerTooLong());
            } else {
                content.appendBuffer(part);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(ignored -> whole.tryComplete(content));
        return whole.future();
    }

    private static JsonNode read(Call call, Answer answer) {
        if (answer.status() < 200 || answer.status() > 299) {
            throw Rejection.of(call, answer.status(), answer.content());
        }
        if (answer.content().length() == 0) {
            return NullNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(answer.content().toString());
        } catch (JsonProcessingException e) {
            throw unreadable(new Json.UnreadableAnswer(e));
        }
    }

    private RequestOptions options(Call call) {
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setSsl(ssl)
                .setHost(config.url().getHost())
                .setPort(port)
                .setURI(path(config.url()) + call.path())
                .setConnectTimeout(millis(config.poolWait()))
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        authorization.ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
        if (call.body() != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return options;
    }

    private static Buffer body(Call call) {
        try {
            return call.body() == null ? null : Buffer.buffer(Json.MAPPER.writeValueAsBytes(call.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + call, e);
        }
    }

    private UpstreamFailure translated(Throwable failure) {
        if (failure instanceof UpstreamFailure known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            breaker.silent();
            String seconds = Long.toString(Math.max(1, config.readTimeout().toSeconds()));
            return failure(Kind.TIMEOUT, "Prefect did not answer within " + seconds + " s.", failure);
        }
        return failure(Kind.BROKEN_ANSWER, "Prefect broke off its answer.", failure);
    }

    /** Waiting for a free connection is our own queue, and says nothing about whether Prefect is there. */
    private UpstreamFailure notSent(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return failure(Kind.UNAVAILABLE, "Prefect is busy.", cause);
        }
        breaker.silent();
        return failure(Kind.UNREACHABLE, "Prefect cannot be reached.", cause);
    }

    private static UpstreamFailure down() {
        return failure(Kind.UNAVAILABLE, "Prefect cannot be reached at the moment.", null);
    }

    private static UpstreamFailure unreadable(Throwable cause) {
        return failure(Kind.BROKEN_ANSWER, "Prefect gave an answer that cannot be read.", cause);
    }

    private static UpstreamFailure failure(Kind kind, String sentence, Throwable cause) {
        return new UpstreamFailure(Rejection.SYSTEM, kind, sentence, cause);
    }

    static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** Path of the base address; a slash at its end is an easy mistake. */
    static String path(URI url) {
        return url.getRawPath().replaceAll("/+$", "");
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private record Answer(int status, Buffer content) {}
}
