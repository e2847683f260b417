package org.dalgo.upstream.prefect.socket;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Prefect's sockets, played in this process. */
public final class StubPrefectSocketServer {

    /** How it receives a new socket. */
    public enum Behaviour {
        WELCOME,
        REFUSE,
        DROP,
        STAY_SILENT
    }

    public final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    public final List<JsonObject> received = new CopyOnWriteArrayList<>();
    public final List<String> paths = new CopyOnWriteArrayList<>();
    public volatile Behaviour behaviour = Behaviour.WELCOME;
    private final HttpServer server;

    public StubPrefectSocketServer(Vertx vertx) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .addWebSocketSubProtocol("prefect")
                        .setMaxWebSocketFrameSize(8 << 20)
                        .setMaxWebSocketMessageSize(8 << 20))
                .webSocketHandler(this::accept)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/api";
    }

    /** Filters that were sent. */
    public List<JsonObject> filters() {
        return received.stream()
                .filter(message -> "filter".equals(message.getString("type")))
                .toList();
    }

    public void send(JsonObject message) {
        sockets.get(sockets.size() - 1).writeTextMessage(message.encode());
    }

    private void accept(ServerWebSocket socket) {
        sockets.add(socket);
        paths.add(socket.path() + " " + socket.headers().get("Sec-WebSocket-Protocol"));
        if (behaviour == Behaviour.DROP) {
            socket.close((short) 1011);
            return;
        }
        socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
    }

    private void answer(ServerWebSocket socket, JsonObject message) {
        received.add(message);
        if ("auth".equals(message.getString("type"))) {
            switch (behaviour) {
                case WELCOME -> socket.writeTextMessage("{\"type\":\"auth_success\"}");
                case REFUSE -> socket.close((short) 1008, "Invalid token");
                default -> {
                    // Says nothing, as a server that hangs.
                }
            }
        }
    }
}
