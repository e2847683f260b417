package org.dalgo.testsupport;

import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A proxy before a server. It can stop single exchanges before the server receives them, or after it has answered. So a
 * test knows the exact progress of each side when a process was killed. Plain HTTP only, no sockets.
 */
public final class InterceptingProxy implements AutoCloseable {

    /** One exchange that is stopped, the first that it is meant for. */
    public static final class Breakpoint {

        private final boolean afterResponse;
        private final String path;
        private final String text;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final Promise<Void> released = Promise.promise();

        private Breakpoint(boolean afterResponse, String path, String word) {
            this.afterResponse = afterResponse;
            this.path = path;
            this.text = word;
        }

        /** Waits until it is held; its sender waits for the response. */
        public void awaitReached(Duration limit) {
            try {
                if (!reached.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("no request came for " + path + " of " + text + " within " + limit);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Lets it go on. One that is never released is lost. */
        public void release() {
            released.complete();
        }

        private boolean isMeantFor(HttpServerRequest request, Buffer body) {
            return reached.getCount() > 0
                    && request.uri().contains(path)
                    && (request.uri().contains(text) || body.toString().contains(text));
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final URI server;
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(50));
    private final HttpServer entry;
    private final List<Breakpoint> breakpoints = new CopyOnWriteArrayList<>();

    /** @param url of the server behind it; a path in it stays */
    public InterceptingProxy(String url) {
        this.server = URI.create(url);
        this.entry = vertx.createHttpServer()
                .requestHandler(this::enter)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Address of the server by this way. */
    public String url() {
        return "http://127.0.0.1:" + entry.actualPort() + server.getRawPath();
    }

    /**
     * The server does not receive the next request whose address has the path, and whose address or body has the word.
     */
    public Breakpoint holdRequest(String path, String word) {
        return add(new Breakpoint(false, path, word));
    }

    /** The server receives the next such request, but its response is dropped. */
    public Breakpoint holdResponse(String path, String word) {
        return add(new Breakpoint(true, path, word));
    }

    private Breakpoint add(Breakpoint breakpoint) {
        breakpoints.add(breakpoint);
        return breakpoint;
    }

    private void enter(HttpServerRequest request) {
        if (request.getHeader("upgrade") == null) {
            request.body().onSuccess(body -> enter(request, body));
        } else {
            request.response().setStatusCode(501).end();
        }
    }

    private void enter(HttpServerRequest request, Buffer body) {
        Breakpoint breakpoint = breakpoints.stream()
                .filter(candidate -> candidate.isMeantFor(request, body))
                .findFirst()
                .orElse(null);
        if (breakpoint == null || breakpoint.afterResponse) {
            pass(request, body, breakpoint);
        } else {
            breakpoint.reached.countDown();
            breakpoint.released.future().onSuccess(go -> pass(request, body, null));
        }
    }

    private void pass(HttpServerRequest request, Buffer body, Breakpoint breakpoint) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .addAll(request.headers())
                .remove("host")
                .remove("content-length")
                .remove("transfer-encoding");
        client.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(server.getHost())
                        .setPort(server.getPort())
                        .setURI(request.uri())
                        .setHeaders(headers))
                .compose((HttpClientRequest sent) -> sent.send(body))
                .compose(answer -> answer.body().onSuccess(content -> {
                    Runnable deliver = () -> {
                        request.response().setStatusCode(answer.statusCode());
                        request.response().headers().addAll(answer.headers()).remove("transfer-encoding");
                        request.response().end(content);
                    };
                    if (breakpoint == null) {
                        deliver.run();
                    } else {
                        breakpoint.reached.countDown();
                        breakpoint.released.future().onSuccess(go -> deliver.run());
                    }
                }))
                .onFailure(failure -> request.connection().close());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
