package org.dalgo.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Stands between the application and Prefect, passes every byte on and counts the requests. */
final class UpstreamMeter implements AutoCloseable {

    /** A request of this application fits into few packets, and the first of them begins with its line. */
    private static final Pattern REQUEST = Pattern.compile("(GET|POST|PATCH|PUT|DELETE) /api");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong calls = new AtomicLong();
    private final NetClient client = vertx.createNetClient();
    private final int port;

    UpstreamMeter(int port, int prefectPort) {
        this.port = port;
        vertx.createNetServer()
                .connectHandler(socket -> relay(socket, prefectPort))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String apiUrl() {
        return "http://127.0.0.1:" + port + "/api";
    }

    long calls() {
        return calls.get();
    }

    private void relay(NetSocket ours, int prefectPort) {
        ours.pause();
        client.connect(prefectPort, "127.0.0.1")
                .onFailure(failure -> ours.close())
                .onSuccess(theirs -> {
                    ours.handler(bytes -> {
                        count(bytes);
                        theirs.write(bytes);
                    });
                    theirs.handler(ours::write);
                    ours.closeHandler(ignored -> theirs.close());
                    theirs.closeHandler(ignored -> ours.close());
                    ours.resume();
                });
    }

    private void count(Buffer bytes) {
        String start = bytes.getString(0, Math.min(bytes.length(), 12), "ISO-8859-1");
        if (REQUEST.matcher(start).lookingAt()) {
            calls.incrementAndGet();
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
