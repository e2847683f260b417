package org.dalgo.upstream.prefect;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Prefect's sockets, played in this process. */
final class SocketServer {

    /** How it receives a new socket. */
    enum Manner {
        WELCOME,
        REFUSE,
        DROP,
        STAY_SILENT
    }

    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    final List<JsonObject> received = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();
    volatile Manner manner = Manner.WELCOME;
    private final HttpServer server;

    SocketServer(Vertx vertx) {
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

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/api";
    }

    /** Filters that were sent. */
    List<JsonObject> filters() {
        return received.stream()
                .filter(message -> "filter".equals(message.getString("type")))
                .toList();
    }

    void send(JsonObject message) {
        sockets.get(sockets.size() - 1).writeTextMessage(message.encode());
    }

    private void accept(ServerWebSocket socket) {
        sockets.add(socket);
        paths.add(socket.path() + " " + socket.headers().get("Sec-WebSocket-Protocol"));
        if (manner == Manner.DROP) {
            socket.close((short) 1011);
            return;
        }
        socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
    }

    private void answer(ServerWebSocket socket, JsonObject message) {
        received.add(message);
        if ("auth".equals(message.getString("type"))) {
            switch (manner) {
                case WELCOME -> socket.writeTextMessage("{\"type\":\"auth_success\"}");
                case REFUSE -> socket.close((short) 1008, "Invalid token");
                default -> {
                    // Says nothing, as a server that hangs.
                }
            }
        }
    }
}
