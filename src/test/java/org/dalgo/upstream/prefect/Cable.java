package org.dalgo.upstream.prefect;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;

/** A connection to a server that can be cut so that neither side notices. */
final class Cable {

    private final NetServer entry;
    private volatile boolean cut;

    Cable(Vertx vertx, String url) {
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

    String url() {
        return "http://127.0.0.1:" + entry.actualPort() + "/api";
    }

    /** From now on nothing gets through, until {@link #mend}; what was sent meanwhile is lost. */
    void cut() {
        cut = true;
    }

    void mend() {
        cut = false;
    }

    private void join(NetSocket near, NetSocket far) {
        near.handler(data -> {
            if (!cut) {
                far.write(data);
            }
        });
        far.handler(data -> {
            if (!cut) {
                near.write(data);
            }
        });
        near.closeHandler(ignored -> far.close());
        far.closeHandler(ignored -> near.close());
        near.resume();
    }
}
