package org.dalgo.platform.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.dalgo.testsupport.RawHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTimeoutsTest {

    private static final Duration IDLE = Duration.ofMillis(300);
    private static final Duration BODY = Duration.ofMillis(1000);
    private static final Duration LONG_WORK = Duration.ofMillis(1500);

    private final Vertx vertx = Vertx.vertx();
    private ConnectionTimeouts timeouts;
    private URI server;

    @BeforeEach
    void serve() {
        timeouts = new ConnectionTimeouts(vertx, config());
        Router router = Router.router(vertx);
        router.route().handler(timeouts::watch);
        router.route("/now").handler(context -> context.response().end("now"));
        router.route("/later")
                .handler(context -> vertx.setTimer(
                        LONG_WORK.toMillis(), ignored -> context.response().end("later")));
        // As Quarkus does until a resource reads the body.
        router.route("/unread").handler(context -> {
            context.request().pause();
            vertx.setTimer(LONG_WORK.toMillis(), ignored -> context.response().end("unread"));
        });
        // As streams do.
        router.route("/stream").handler(context -> {
            context.response().setChunked(true).endHandler(ignored -> {}).write("a");
            vertx.setTimer(LONG_WORK.toMillis(), ignored -> context.response().end("b"));
        });
        router.route("/continued").handler(context -> {
            context.response().writeContinue();
            context.request().bodyHandler(body -> context.response().end(body));
        });
        router.route("/socket").handler(context -> context.request().toWebSocket());
        HttpServer started = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        server = URI.create("http://127.0.0.1:" + started.actualPort());
        timeouts.start(new HttpServerStart(new HttpServerOptions().setPort(started.actualPort())));
    }

    @AfterEach
    void stop() {
        timeouts.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aHeaderThatDoesNotEndClosesTheConnection() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            http.send("GET /now HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionIsKeptForTheNextRequestAndClosedAfterIt() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            assertThat(http.get("/now").body()).isEqualTo("now");
            assertThat(http.get("/now").body()).isEqualTo("now");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyThatDoesNotEndClosesTheConnection() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            http.send("POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");

            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aSlowAnswerIsAwaited() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            assertThat(http.get("/later").body()).isEqualTo("later");
        }
    }

    @Test
    void aSlowAnswerToABodyThatIsNotReadIsAwaited() throws IOException {
        for (String request : List.of(
                "POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345",
                "POST /unread HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")) {
            try (RawHttp http = new RawHttp(server)) {
                http.send(request);

                assertThat(http.answer().body()).isEqualTo("unread");
            }
        }
    }

    @Test
    void aStreamIsNotIdleUntilItsEnd() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            assertThat(http.get("/stream").body()).isEqualTo("ab");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aRequestedBodyIsAwaited() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            http.send(
                    "POST /continued HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(100);
            assertThat(http.isOpenAfter(IDLE.plusMillis(150))).isTrue();
            http.send("12345");

            assertThat(http.answer().body()).isEqualTo("12345");
        }
    }

    @Test
    void aSocketStaysOpen() throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            http.send("GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(101);

            assertThat(http.isOpenAfter(IDLE.multipliedBy(3))).isTrue();
        }
    }

    private static HttpConfig config() {
        return new HttpConfig() {
            @Override
            public List<String> webAppOrigins() {
                return List.of();
            }

            @Override
            public Duration idle() {
                return IDLE;
            }

            @Override
            public Duration bodyTimeout() {
                return BODY;
            }

            @Override
            public boolean tlsTerminated() {
                return false;
            }

            @Override
            public Duration hstsMaxAge() {
                return Duration.ofDays(1);
            }
        };
    }
}
