package org.dalgo.upstream.prefect.socket;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dalgo.upstream.prefect.http.PrefectAddress;
import org.dalgo.upstream.prefect.http.PrefectConfig;

/** Opens sockets to Prefect and turns each into a stream that lasts until its subscriber leaves. */
public final class PrefectWebSocketClient {

    private final Vertx vertx;
    private final PrefectConfig config;
    private final WebSocketClient client;

    public PrefectWebSocketClient(Vertx vertx, PrefectConfig config) {
        this.vertx = vertx;
        this.config = config;
        int longest = Math.toIntExact(config.sockets().maxMessage().asLongValue());
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setMaxFrameSize(longest)
                .setMaxMessageSize(longest));
    }

    /**
     * One resilient socket per subscriber. A slow subscriber holds the socket back instead of filling memory here.
     *
     * @param listener makes what handles one subscriber's socket, from where it puts its items
     */
    public <T> Multi<T> follow(String path, Function<Consumer<T>, SocketListener> listener) {
        return Multi.createFrom().emitter(emitter -> open(path, emitter, listener), BackPressureStrategy.BUFFER);
    }

    public Future<Void> close() {
        return client.close();
    }

    private <T> void open(
            String path, MultiEmitter<? super T> emitter, Function<Consumer<T>, SocketListener> listener) {
        // The subscriber's context may belong to a request; the socket outlives it.
        Context context = VertxContext.getRootContext(vertx.getOrCreateContext());
        ReconnectingWebSocket socket = new ReconnectingWebSocket(
                vertx,
                context,
                config,
                () -> client.connect(address(path)),
                listener.apply(emitter::emit),
                () -> emitter.requested() > 0);
        emitter.onTermination(socket::close);
        emitter.onRequest(ignored -> socket.resume());
        socket.open();
    }

    private WebSocketConnectOptions address(String path) {
        URI url = config.url();
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(url.getHost());
        options.setPort(PrefectAddress.port(url));
        options.setSsl("https".equals(url.getScheme()));
        options.setURI(PrefectAddress.path(url) + path);
        // Without it a server that requires credentials answers 403.
        options.setSubProtocols(List.of("prefect"));
        return options;
    }
}
