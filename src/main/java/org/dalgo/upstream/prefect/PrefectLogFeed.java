package org.dalgo.upstream.prefect;

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

/**
 * Tells which runs have new log lines, from Prefect's log socket. Only a hint: the server drops lines in a burst, sends
 * them out of order and before they can be read, so the lines themselves are read by {@link PrefectAdapter#logsSince}.
 */
@ApplicationScoped
public class PrefectLogFeed {

    private final Vertx vertx;
    private final PrefectSockets sockets;
    private final Duration delay;
    private final Duration window;
    private volatile boolean healthy;

    PrefectLogFeed(Vertx vertx, PrefectConfig config) {
        this.vertx = vertx;
        sockets = new PrefectSockets(vertx, config);
        delay = config.sockets().hintDelay();
        window = config.sockets().hintWindow();
    }

    /**
     * Identifiers of flow runs, each a moment after its first new line came, when that can be read, and at most once per
     * window after that. One socket for all runs, replaced whenever it is lost; it opens with the subscription and closes with the
     * cancellation. The stream never ends or fails. For one subscriber per replica.
     */
    public Multi<UUID> follow() {
        return sockets.follow("/logs/out", Listener::new);
    }

    /**
     * True while the socket is open and signed in. A server whose {@link PrefectInfo#logStreaming()} is off keeps it
     * open and never says a word.
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
        /** A line came; its run will be told in a moment. */
        ANNOUNCED,
        /** It was, within the current window. */
        TOLD,
        /** And a line came since. */
        TOLD_AND_MORE
    }

    private final class Listener implements SocketListener {

        private final Consumer<UUID> sink;

        private final Map<UUID, Stage> stages = new HashMap<>();

        Listener(Consumer<UUID> sink) {
            this.sink = sink;
        }

        @Override
        public Object filter() {
            return Map.of("type", "filter", "filter", Map.of());
        }

        @Override
        public void up() {
            healthy = true;
        }

        @Override
        public void message(JsonNode message) {
            JsonNode run = message.path("log").path("flow_run_id");
            if (run.isTextual()) {
                hint(UUID.fromString(run.asText()));
            }
        }

        @Override
        public void down(String reason) {
            healthy = false;
        }

        private void hint(UUID run) {
            Stage stage = stages.get(run);
            if (stage == null) {
                announce(run);
            } else if (stage == Stage.TOLD) {
                stages.put(run, Stage.TOLD_AND_MORE);
            }
        }

        private void announce(UUID run) {
            stages.put(run, Stage.ANNOUNCED);
            vertx.setTimer(delay.toMillis(), ignored -> tell(run));
        }

        private void tell(UUID run) {
            stages.put(run, Stage.TOLD);
            sink.accept(run);
            vertx.setTimer(window.toMillis(), ignored -> windowOver(run));
        }

        private void windowOver(UUID run) {
            if (stages.remove(run) == Stage.TOLD_AND_MORE) {
                announce(run);
            }
        }
    }
}
