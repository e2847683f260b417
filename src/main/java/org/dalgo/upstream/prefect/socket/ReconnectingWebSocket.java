package org.dalgo.upstream.prefect.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.http.PrefectJson;
import org.jboss.logging.Logger;

/**
 * One socket that is always wanted: signs in, subscribes, notices a dead peer, and connects again with growing pauses
 * until it is closed. All its state belongs to one Vert.x context.
 */
final class ReconnectingWebSocket {

    /** Makes one connection. */
    interface Connector {
        Future<WebSocket> connect();
    }

    private static final Logger LOG = Logger.getLogger(ReconnectingWebSocket.class);

    /** Prefect closes with it when it does not accept our credentials (RFC 6455: policy violation). */
    private static final int POLICY_VIOLATION = 1008;

    /** Each pong proves that the socket delivers; one lost pong is no reason to replace it. */
    private static final int PINGS_PER_CHECK = 3;

    private final Vertx vertx;
    private final Context context;
    private final PrefectConfig config;
    private final Connector connector;
    private final SocketListener listener;
    private final BooleanSupplier hasDemand;

    private SocketSession session;
    private boolean closed;
    private boolean outageReported;
    private int failures;

    ReconnectingWebSocket(
            Vertx vertx,
            Context context,
            PrefectConfig config,
            Connector connector,
            SocketListener listener,
            BooleanSupplier wanted) {
        this.vertx = vertx;
        this.context = context;
        this.config = config;
        this.connector = connector;
        this.listener = listener;
        this.hasDemand = wanted;
    }

    void open() {
        context.runOnContext(ignored -> connect());
    }

    /** The subscriber can take more. */
    void resume() {
        context.runOnContext(ignored -> {
            if (session != null) {
                session.resume();
            }
        });
    }

    void close() {
        context.runOnContext(ignored -> {
            closed = true;
            if (session != null) {
                session.end("closed by us", false);
            }
        });
    }

    private void connect() {
        if (!closed) {
            session = new SocketSession();
            session.start();
        }
    }

    private void lost(String reason, boolean refused) {
        session = null;
        if (!outageReported) {
            outageReported = true;
            if (!closed) {
                LOG.warnf("Socket to Prefect is down: %s", reason);
            }
            listener.onDisconnected(reason);
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
    private final class SocketSession {

        private WebSocket socket;
        private boolean signedIn;
        private boolean paused;
        private boolean received;
        private int pingsSinceCheck;
        private boolean ended;
        private long deadline;
        private long pings = -1;

        void start() {
            deadline = vertx.setTimer(
                    config.sockets().handshakeTimeout().toMillis(), ignored -> end("no sign-in in time", false));
            connector.connect().onSuccess(this::onOpened).onFailure(failure -> end(reason(failure), false));
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

        private void onOpened(WebSocket opened) {
            if (ended) {
                opened.close();
                return;
            }
            socket = opened;
            // A server may close in the same breath; no handler would be called for that any more.
            if (socket.isClosed()) {
                onClosed();
                return;
            }
            socket.textMessageHandler(this::onText);
            socket.pongHandler(this::onPong);
            socket.exceptionHandler(failure -> end(reason(failure), false));
            socket.closeHandler(ignored -> onClosed());
            // The message is expected even by a server without credentials.
            write(PrefectJson.MAPPER
                    .createObjectNode()
                    .put("type", "auth")
                    .put("token", config.authString().orElse(null)));
        }

        private void onText(String text) {
            if (ended) {
                return;
            }
            received = true;
            JsonNode message = parse(text);
            if (ended) {
                return;
            }
            if (signedIn) {
                failures = 0;
                listener.onMessage(message);
                listener.onAlive();
                pauseWithoutDemand();
            } else if ("auth_success".equals(message.path("type").asText())) {
                subscribe();
            }
        }

        private void subscribe() {
            signedIn = true;
            vertx.cancelTimer(deadline);
            write(listener.subscription());
            long pause = Math.max(1, config.sockets().ping().toMillis() / PINGS_PER_CHECK);
            pings = vertx.setPeriodic(pause, ignored -> ping());
            if (outageReported) {
                LOG.info("Socket to Prefect is up again");
            }
            outageReported = false;
            listener.onConnected();
        }

        /** Without demand of the subscriber, TCP back-pressure stops the server. It drops what it cannot send. */
        private void pauseWithoutDemand() {
            if (!hasDemand.getAsBoolean() && !paused) {
                paused = true;
                socket.pause();
            }
        }

        /** A pong after subscribing proves that the filter was accepted too. */
        private void onPong(Buffer ignored) {
            received = true;
            failures = 0;
            listener.onAlive();
        }

        private void ping() {
            // Held back, we would not see the pong either.
            pingsSinceCheck++;
            if (pingsSinceCheck >= PINGS_PER_CHECK) {
                if (!received && !paused) {
                    end("silent for " + seconds(config.sockets().ping()) + " s", false);
                    return;
                }
                pingsSinceCheck = 0;
                received = false;
            }
            socket.writePing(Buffer.buffer("dalgo"));
        }

        private void onClosed() {
            Short status = socket.closeStatusCode();
            boolean refused = status != null && status == POLICY_VIOLATION;
            end(refused ? "credentials refused" : "closed by the server, status " + status, refused);
        }

        private void write(Object message) {
            try {
                socket.writeTextMessage(PrefectJson.MAPPER.writeValueAsString(message));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a message of ours cannot be written", e);
            }
        }

        private JsonNode parse(String text) {
            try {
                return PrefectJson.MAPPER.readTree(text);
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
