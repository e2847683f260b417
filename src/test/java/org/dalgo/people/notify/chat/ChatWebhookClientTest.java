package org.dalgo.people.notify.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.net.AddressPolicy;
import org.junit.jupiter.api.Test;

class ChatWebhookClientTest {

    private static final Duration TIMEOUT = Duration.ofMillis(700);

    @Test
    void aServerThatAnswersForEverLosesTheConnection() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> trickle(server));
            ChatWebhookClient client = new ChatWebhookClient(vertx, config(), new AddressPolicy(true, true, List.of()));
            ChatWebhook webhook = ChatWebhook.parse(
                    "http://localhost:" + server.getLocalPort() + "/services/a", List.of("localhost"), true);

            assertThatThrownBy(() -> client.send(webhook, "failed").await().atMost(Duration.ofSeconds(20)))
                    .isInstanceOf(UpstreamFailure.class);

            // Far above the bound, which the server itself would never keep.
            closed.get(20, TimeUnit.SECONDS);
            assertThat(closed).isCompleted();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** Sends one byte of an endless answer after the other until the client has closed the connection. */
    private static void trickle(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            in.read();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(50);
            }
        } catch (IOException e) {
            // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NotifyConfig config() {
        return new NotifyConfig() {
            @Override
            public List<String> chatHosts() {
                return List.of("localhost");
            }

            @Override
            public boolean plainChat() {
                return true;
            }

            @Override
            public Duration chatTimeout() {
                return TIMEOUT;
            }

            @Override
            public Optional<String> platformAddress() {
                return Optional.empty();
            }

            @Override
            public Duration kept() {
                return Duration.ofDays(1);
            }
        };
    }
}
