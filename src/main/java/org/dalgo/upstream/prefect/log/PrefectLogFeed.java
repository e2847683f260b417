package org.dalgo.upstream.prefect.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.dalgo.upstream.prefect.socket.PrefectWebSocketClient;
import org.dalgo.upstream.prefect.socket.SocketListener;

/**
 * Names the runs that have new log lines, from Prefect's log socket. The names are hints: the server drops lines in a
 * burst, and sends lines out of order and before they can be read. {@link PrefectAdapter#logsSince} reads the lines
 * themselves.
 */
@ApplicationScoped
public class PrefectLogFeed {

    private final Vertx vertx;
    private final PrefectWebSocketClient sockets;
    private final Duration delay;
    private final Duration window;
    private volatile boolean healthy;

    public PrefectLogFeed(Vertx vertx, PrefectConfig config) {
        this.vertx = vertx;
        sockets = new PrefectWebSocketClient(vertx, config);
        delay = config.sockets().hintDelay();
        window = config.sockets().hintWindow();
    }

    /**
     * Ids of flow runs with new lines. Each is emitted when its first new line can be read, and at most once per window
     * after that. One socket for all runs, replaced whenever it is lost; it opens with the subscription and closes with
     * the cancellation. The stream never ends or fails. For one subscriber per replica.
     */
    public Multi<UUID> follow() {
        return sockets.follow("/logs/out", Listener::new);
    }

    /**
     * True while the socket is open and signed in. A server whose {@link PrefectInfo#logStreaming()} is off keeps it
     * open and stays silent.
     */
    public boolean healthy() {
        return healthy;
    }

    @PreDestroy
    void close() {
        sockets.close();
    }

    /** How far the hint about a run is. */
    private enum Stage {
        /** A line came; its run is announced in a moment. */
        PENDING,
        /** It was, within the current window. */
        PUBLISHED,
        /** And a line came since. */
        PUBLISHED_AND_PENDING
    }

    private final class Listener implements SocketListener {

        private final Consumer<UUID> sink;

        private final Map<UUID, Stage> stages = new HashMap<>();

        Listener(Consumer<UUID> sink) {
            this.sink = sink;
        }

        @Override
        public Object subscription() {
            return Map.of("type", "filter", "filter", Map.of());
        }

        @Override
        public void onConnected() {
            healthy = true;
        }

        @Override
        public void onMessage(JsonNode message) {
            JsonNode run = message.path("log").path("flow_run_id");
            if (run.isTextual()) {
                onLine(UUID.fromString(run.asText()));
            }
        }

        @Override
        public void onDisconnected(String reason) {
            healthy = false;
        }

        private void onLine(UUID run) {
            Stage stage = stages.get(run);
            if (stage == null) {
                schedulePublish(run);
            } else if (stage == Stage.PUBLISHED) {
                stages.put(run, Stage.PUBLISHED_AND_PENDING);
            }
        }

        private void schedulePublish(UUID run) {
            stages.put(run, Stage.PENDING);
            vertx.setTimer(delay.toMillis(), ignored -> publish(run));
        }

        private void publish(UUID run) {
            stages.put(run, Stage.PUBLISHED);
            sink.accept(run);
            vertx.setTimer(window.toMillis(), ignored -> onWindowEnd(run));
        }

        private void onWindowEnd(UUID run) {
            if (stages.remove(run) == Stage.PUBLISHED_AND_PENDING) {
                schedulePublish(run);
            }
        }
    }
}
