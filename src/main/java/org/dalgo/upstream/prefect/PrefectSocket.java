package org.dalgo.upstream.prefect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * One socket that is always wanted: signs in, subscribes, notices a dead peer, and connects again with growing pauses
 * until it is closed. All its state belongs to one Vert.x context.
 */
final class PrefectSocket {

    private static final Logger LOG = Logger.getLogger(PrefectSocket.class);

    /** Prefect closes with it when it does not accept our credentials (RFC 6455: policy violation). */
    private static final int REFUSED = 1008;

    private final Vertx vertx;
    private final Context context;
    private final PrefectConfig config;
    private final PrefectSockets.Connector connector;
    private final SocketListener listener;
    private final BooleanSupplier wanted;

    private Link link;
    private boolean closed;
    private boolean outageTold;
    private int failures;

    PrefectSocket(
            Vertx vertx,
            Context context,
            PrefectConfig config,
            PrefectSockets.Connector connector,
            SocketListener listener,
            BooleanSupplier wanted) {
        this.vertx = vertx;
        this.context = context;
        this.config = config;
        this.connector = connector;
        this.listener = listener;
        this.wanted = wanted;
    }

    void open() {
        context.runOnContext(ignored -> connect());
    }

    /** The subscriber can take more. */
    void resume() {
        context.runOnContext(ignored -> {
            if (link != null) {
                link.resume();
            }
        });
    }

    void close() {
        context.runOnContext(ignored -> {
            closed = true;
            if (link != null) {
                link.end("closed by us", false);
            }
        });
    }

    private void connect() {
        if (!closed) {
            link = new Link();
            link.start();
        }
    }

    private void lost(String reason, boolean refused) {
        link = null;
        if (!outageTold) {
            outageTold = true;
            if (!closed) {
                LOG.warnf("Socket to Prefect is down: %s", reason);
            }
            listener.down(reason);
        }
        if (!closed) {
            vertx.setTimer(pause(refused), ignored -> connect());
        }
    }

    /**
     * Doubles with each failure in a row. Credentials do not get better by hurrying. Jitter keeps replicas from coming
     * back together.
     */
    private long pause(boolean refused) {
        long longest = config.sockets().maxPause().toMillis();
        long doubled = config.sockets().pause().toMillis() << Math.min(failures, 16);
        failures++;
        long full = refused ? longest : Math.min(longest, doubled);
        return Math.max(1, full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /** One connection from the attempt to its end. */
    private final class Link {

        private WebSocket socket;
        private boolean signedIn;
        private boolean paused;
        private boolean heard;
        private boolean ended;
        private long deadline;
        private long pings = -1;

        void start() {
            deadline = vertx.setTimer(
                    config.sockets().handshakeTimeout().toMillis(), ignored -> end("no sign-in in time", false));
            connector.connect().onSuccess(this::opened).onFailure(failure -> end(reason(failure), false));
        }

        void resume() {
            if (paused && !ended) {
                paused = false;
                socket.resume();
            }
        }

        void end(String reason, boolean refused) {
            if (ended) {
                return;
            }
            ended = true;
            vertx.cancelTimer(deadline);
            vertx.cancelTimer(pings);
            if (socket != null && !socket.isClosed()) {
                socket.close();
            }
            lost(reason, refused);
        }

        private void opened(WebSocket opened) {
            if (ended) {
                opened.close();
                return;
            }
            socket = opened;
            // A server may close in the same breath; no handler would be called for that any more.
            if (socket.isClosed()) {
                gone();
                return;
            }
            socket.textMessageHandler(this::text);
            socket.pongHandler(this::pong);
            socket.exceptionHandler(failure -> end(reason(failure), false));
            socket.closeHandler(ignored -> gone());
            // The message is expected even when the server asks for no credentials.
            write(Json.MAPPER
                    .createObjectNode()
                    .put("type", "auth")
                    .put("token", config.authString().orElse(null)));
        }

        private void text(String text) {
            if (ended) {
                return;
            }
            heard = true;
            JsonNode message = parse(text);
            if (ended) {
                return;
            }
            if (signedIn) {
                failures = 0;
                listener.message(message);
                holdBack();
            } else if ("auth_success".equals(message.path("type").asText())) {
                subscribe();
            }
        }

        private void subscribe() {
            signedIn = true;
            vertx.cancelTimer(deadline);
            write(listener.filter());
            pings = vertx.setPeriodic(config.sockets().ping().toMillis(), ignored -> ping());
            if (outageTold) {
                LOG.info("Socket to Prefect is up again");
            }
            outageTold = false;
            listener.up();
        }

        /** A subscriber that wants nothing now: let TCP hold the server back. It drops what it cannot send. */
        private void holdBack() {
            if (!wanted.getAsBoolean() && !paused) {
                paused = true;
                socket.pause();
            }
        }

        /** A pong after subscribing proves that the filter was accepted too. */
        private void pong(Buffer ignored) {
            heard = true;
            failures = 0;
        }

        private void ping() {
            // Held back, we would not see the pong either.
            if (!heard && !paused) {
                end("silent for " + seconds(config.sockets().ping()) + " s", false);
                return;
            }
            heard = false;
            socket.writePing(Buffer.buffer("dalgo"));
        }

        private void gone() {
            Short status = socket.closeStatusCode();
            boolean refused = status != null && status == REFUSED;
            end(refused ? "credentials refused" : "closed by the server, status " + status, refused);
        }

        private void write(Object message) {
            try {
                socket.writeTextMessage(Json.MAPPER.writeValueAsString(message));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a message of ours cannot be written", e);
            }
        }

        private JsonNode parse(String text) {
            try {
                return Json.MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                end("unreadable message", false);
                return MissingNode.getInstance();
            }
        }
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }
}
