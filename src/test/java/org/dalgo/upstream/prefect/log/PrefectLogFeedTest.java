package org.dalgo.upstream.prefect.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dalgo.upstream.prefect.http.TestPrefectConfigs;
import org.dalgo.upstream.prefect.socket.StubPrefectSocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefectLogFeedTest {

    private static final UUID RUN = UUID.fromString("0198c000-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0198c000-0000-7000-8000-000000000002");

    private final Vertx vertx = Vertx.vertx();
    private final StubPrefectSocketServer server = new StubPrefectSocketServer(vertx);
    private final PrefectLogFeed feed = new PrefectLogFeed(
            vertx,
            TestPrefectConfigs.config(
                    server.url(),
                    "sockets.pause",
                    "0.02S",
                    "sockets.max-pause",
                    "0.1S",
                    "sockets.hint-delay",
                    "0.2S",
                    "sockets.hint-window",
                    "0.3S"));
    private final List<UUID> hints = new CopyOnWriteArrayList<>();
    private Cancellable subscription;

    @AfterEach
    void stop() {
        subscription.cancel();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void asksForTheLinesOfAllRuns() {
        follow();

        await().until(() -> !server.filters().isEmpty());
        assertThat(server.paths).containsExactly("/api/logs/out prefect");
        assertThat(server.filters().get(0))
                .isEqualTo(new JsonObject().put("type", "filter").put("filter", new JsonObject()));
    }

    @Test
    void foldsABurstIntoOneHint() {
        follow();
        for (int i = 0; i < 250; i++) {
            server.send(line(RUN));
        }
        server.send(line(OTHER));
        await().until(() -> hints.size() == 2);

        server.send(line(OTHER));

        await().until(() -> hints.size() == 3);
        assertThat(hints).containsExactly(RUN, OTHER, OTHER);
    }

    @Test
    void publishesALineThatArrivedAfterTheHint() {
        follow();
        server.send(line(RUN));
        await().until(() -> hints.size() == 1);

        server.send(line(RUN));

        await().until(() -> hints.size() == 2);
        assertThat(hints).containsExactly(RUN, RUN);
    }

    @Test
    void isHealthyOnlyWhileTheSocketIsOpen() {
        follow();
        server.behaviour = StubPrefectSocketServer.Behaviour.DROP;

        server.sockets.get(0).close();
        await().until(() -> !feed.healthy());

        server.behaviour = StubPrefectSocketServer.Behaviour.WELCOME;
        await().until(feed::healthy);
    }

    @Test
    void isNotHealthyAfterItsSubscriberLeft() {
        follow();

        subscription.cancel();

        await().until(() -> !feed.healthy());
    }

    private void follow() {
        assertThat(feed.healthy()).isFalse();
        subscription = feed.follow().subscribe().with(hints::add);
        await().until(feed::healthy);
    }

    private static JsonObject line(UUID run) {
        return new JsonObject()
                .put("type", "log")
                .put("log", new JsonObject().put("flow_run_id", run.toString()).put("message", "line"));
    }
}
