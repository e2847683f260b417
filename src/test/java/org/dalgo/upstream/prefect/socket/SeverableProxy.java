package org.dalgo.upstream.prefect.socket;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;

/** A connection to a server that can be cut so that neither side notices. */
public final class SeverableProxy {

    private final NetServer entry;
    private volatile boolean severed;

    public SeverableProxy(Vertx vertx, String url) {
        int port = URI.create(url).getPort();
        entry = vertx.createNetServer()
                .connectHandler(near -> {
                    near.pause();
                    vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(far -> join(near, far));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return "http://127.0.0.1:" + entry.actualPort() + "/api";
    }

    /** From now on nothing gets through, until {@link #restore}; what was sent meanwhile is lost. */
    public void sever() {
        severed = true;
    }

    public void restore() {
        severed = false;
    }

    private void join(NetSocket near, NetSocket far) {
        near.handler(data -> {
            if (!severed) {
                far.write(data);
            }
        });
        far.handler(data -> {
            if (!severed) {
                near.write(data);
            }
        });
        near.closeHandler(ignored -> far.close());
        far.closeHandler(ignored -> near.close());
        near.resume();
    }
}
