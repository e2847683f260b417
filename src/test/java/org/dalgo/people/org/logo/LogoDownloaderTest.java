package org.dalgo.people.org.logo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.net.AddressPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server with TLS on this machine, which alone may be requested here. */
class LogoDownloaderTest {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int TICK_MILLIS = 20;

    private static Vertx vertx;
    private static PfxOptions certificate;

    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<String> left = new CopyOnWriteArrayList<>();
    private Handler<HttpServerRequest> answer;
    private HttpServer server;
    private LogoDownloader fetch;

    @BeforeAll
    static void certificate(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost"
                + " -ext SAN=dns:localhost -validity 2 -storetype PKCS12 -storepass unguarded -keystore";
        List<String> line = new ArrayList<>(List.of(keytool));
        line.addAll(List.of(arguments.split(" ")));
        line.add(store.toString());
        Process made = new ProcessBuilder(line).inheritIO().start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        vertx = Vertx.vertx();
        certificate = new PfxOptions().setPassword("unguarded").setValue(Buffer.buffer(Files.readAllBytes(store)));
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void serve() throws Exception {
        server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    requested.add(request.uri());
                    request.connection().closeHandler(closed -> left.add(request.uri()));
                    answer.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        fetch = fetch(LIMIT, InetAddress::isLoopbackAddress);
    }

    @AfterEach
    void close() {
        fetch.close();
        server.close();
    }

    @Test
    void aPictureIsFetchedFromExactlyTheAddressThatWasTyped() {
        answer = request -> {
            assertThat(request.getHeader("accept")).contains("image/png");
            request.response().end(Buffer.buffer(PNG));
        };

        assertThat(get("/our%20logo.png?size=2")).isEqualTo(PNG);

        assertThat(requested).containsExactly("/our%20logo.png?size=2");
    }

    @Test
    void aPictureOfTheLargestSizeIsWhole() {
        byte[] largest = Arrays.copyOf(PNG, LogoPicture.MAX_BYTES);
        answer = request -> request.response().end(Buffer.buffer(largest));

        assertThat(get("/large.png")).isEqualTo(largest);
    }

    @Test
    void aBodyThatIsTooLargeIsNotReadToItsEnd() {
        AtomicLong sent = new AtomicLong();
        answer = request -> pour(request.response().setChunked(true), sent);

        assertRefused(() -> get("/endless.png"), Problem.BAD_REQUEST, "larger than 5 MiB");

        await().atMost(LIMIT).until(() -> left.contains("/endless.png"));
        assertThat(sent.get()).isGreaterThan(LogoPicture.MAX_BYTES).isLessThan(10L * LogoPicture.MAX_BYTES);
    }

    @Test
    void aServerThatSendsAByteNowAndThenIsLeftInTime() {
        fetch = fetch(Duration.ofMillis(500), InetAddress::isLoopbackAddress);
        answer = request -> {
            HttpServerResponse response = request.response().setChunked(true);
            vertx.setPeriodic(TICK_MILLIS, timer -> {
                if (response.closed()) {
                    vertx.cancelTimer(timer);
                } else {
                    response.write("x");
                }
            });
        };

        assertRefused(() -> get("/slow.png"), Problem.UPSTREAM_FAILED, "did not answer in time");

        await().atMost(LIMIT).until(() -> left.contains("/slow.png"));
    }

    @Test
    void aServerThatSaysNothingIsLeftInTime() {
        fetch = fetch(Duration.ofMillis(500), InetAddress::isLoopbackAddress);
        answer = request -> {};

        assertRefused(() -> get("/silent.png"), Problem.UPSTREAM_FAILED, "did not answer in time");

        await().atMost(LIMIT).until(() -> left.contains("/silent.png"));
    }

    @Test
    void aBodyThatBreaksOffIsNoPicture() {
        answer = request -> {
            request.response().putHeader("content-length", "1000").write(Buffer.buffer(PNG));
            request.connection().close();
        };

        assertRefused(() -> get("/half.png"), Problem.UPSTREAM_FAILED, "could not be reached");
    }

    @Test
    void aRedirectIsNotFollowed() {
        answer = request -> request.response()
                .setStatusCode(302)
                .putHeader("location", address("/inside"))
                .end();

        assertRefused(() -> get("/moved.png"), Problem.UPSTREAM_FAILED, "answered 302");

        assertThat(requested).containsExactly("/moved.png");
    }

    @Test
    void aServerOfOurOwnNetworkIsNotEvenConnectedTo() {
        fetch = fetch(LIMIT, AddressPolicy::isPublic);
        answer = request -> request.response().end(Buffer.buffer(PNG));

        assertRefused(() -> get("/logo.png"), Problem.BAD_REQUEST, "not on the public internet");

        assertThat(requested).isEmpty();
    }

    @Test
    void aServerWithAnUntrustedCertificateIsRefused() {
        fetch = new LogoDownloader(vertx, LIMIT, new HttpClientOptions(), InetAddress::isLoopbackAddress);
        answer = request -> request.response().end(Buffer.buffer(PNG));

        assertRefused(() -> get("/logo.png"), Problem.UPSTREAM_FAILED, "could not be reached");

        assertThat(requested).isEmpty();
    }

    @Test
    void theFormatFollowsFromTheBytesNotFromTheName() {
        answer = request ->
                request.response().putHeader("content-type", "image/png").end("<html><script>alert(1)</script></html>");
        assertThat(LogoFormat.of(get("/page.png"))).isEmpty();

        answer = request ->
                request.response().putHeader("content-type", "text/html").end(Buffer.buffer(PNG));
        assertThat(LogoFormat.of(get("/picture.html"))).contains(LogoFormat.PNG);
    }

    private static LogoDownloader fetch(Duration limit, Predicate<InetAddress> allowed) {
        HttpClientOptions options = new HttpClientOptions().setTrustOptions(certificate);
        return new LogoDownloader(vertx, limit, options, allowed);
    }

    /** As fast as it is taken, for ever. */
    private static void pour(HttpServerResponse response, AtomicLong sent) {
        Buffer chunk = Buffer.buffer(new byte[64 * 1024]);
        response.write(chunk).onSuccess(written -> {
            sent.addAndGet(chunk.length());
            pour(response, sent);
        });
    }

    private byte[] get(String path) {
        return fetch.download(address(path)).await().atMost(Duration.ofSeconds(20));
    }

    private String address(String path) {
        return "https://localhost:" + server.actualPort() + path;
    }

    private static void assertRefused(ThrowingCallable call, Problem problem, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.problem()).isEqualTo(problem);
            assertThat(failure.detail()).contains(words);
        });
    }
}
