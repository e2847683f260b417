package org.dalgo.upstream.prefect.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.socket.PrefectWebSocketClient;
import org.dalgo.upstream.prefect.socket.SocketListener;

/** State changes and progress as they happen, from Prefect's event socket. */
@ApplicationScoped
public class PrefectEventStream {

    /** Events are stored up to 5 s after they are sent, and clocks differ a little. */
    private static final Duration OVERLAP = Duration.ofSeconds(60);

    /** The server takes a filter without an end in the future as one for the past only, and sends nothing live. */
    private static final Duration AHEAD = Duration.ofDays(365);

    private final PrefectWebSocketClient sockets;
    private final int recentIdCapacity;
    private volatile Instant confirmedAt;

    public PrefectEventStream(Vertx vertx, PrefectConfig config) {
        sockets = new PrefectWebSocketClient(vertx, config);
        recentIdCapacity = config.sockets().remembered();
    }

    /**
     * A socket that opens with the subscription, is replaced whenever it is lost, and closes with the cancellation; the
     * stream itself never ends or fails. No event twice. One per replica is enough.
     *
     * @param since events since then come first, as far as the server kept it; it goes back 15 minutes at most
     */
    public Multi<PrefectEvent> follow(Instant since) {
        return sockets.follow("/events/out", sink -> new Listener(sink, since, recentIdCapacity));
    }

    /**
     * When the socket last proved that it delivers. Events that Prefect sent before are handled; whether any was sent later
     * is not known. Empty before the first proof.
     */
    public Optional<Instant> confirmedAt() {
        return Optional.ofNullable(confirmedAt);
    }

    @PreDestroy
    void close() {
        sockets.close();
    }

    private final class Listener implements SocketListener {

        private final Consumer<PrefectEvent> sink;
        private final RecentIds seen;
        private Instant latest;

        Listener(Consumer<PrefectEvent> sink, Instant since, int remembered) {
            this.sink = sink;
            this.seen = new RecentIds(remembered);
            this.latest = since.plus(OVERLAP);
        }

        @Override
        public Object subscription() {
            Map<String, Object> event = Map.of(
                    "prefix",
                            List.of(
                                    PrefectEventParser.FLOW_RUN,
                                    PrefectEventParser.TASK_RUN,
                                    PrefectEventParser.SYNC,
                                    PrefectEventParser.RUN),
                    "exclude_name", List.of("prefect.flow-run.heartbeat"));
            Map<String, Object> occurred = Map.of(
                    "since", latest.minus(OVERLAP), "until", Instant.now().plus(AHEAD));
            return Map.of("type", "filter", "backfill", true, "filter", Map.of("event", event, "occurred", occurred));
        }

        @Override
        public void onConnected() {
            sink.accept(new PrefectEvent.Connected());
        }

        @Override
        public void onMessage(JsonNode message) {
            JsonNode event = message.path("event");
            PrefectEventParser.parse(event).filter(known -> isNew(event)).ifPresent(sink);
        }

        @Override
        public void onAlive() {
            confirmedAt = Instant.now();
        }

        @Override
        public void onDisconnected(String reason) {
            sink.accept(new PrefectEvent.Disconnected(reason));
        }

        private boolean isNew(JsonNode event) {
            Instant occurred = PrefectEventParser.occurred(event);
            if (occurred.isAfter(latest)) {
                latest = occurred;
            }
            return seen.isNew(UUID.fromString(event.path("id").asText()));
        }
    }
}
