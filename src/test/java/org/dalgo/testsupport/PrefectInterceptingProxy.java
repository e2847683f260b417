package org.dalgo.testsupport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A proxy before a Prefect, sockets included. It can stop the start of a run before Prefect receives it, or after
 * Prefect has answered. So a test knows exactly where a process was when it was killed.
 */
public final class PrefectInterceptingProxy implements AutoCloseable {

    private static final String START = "/create_flow_run";

    /** What is let through. */
    private enum Mode {
        PASS_ALL,
        HOLD_START,
        HOLD_RESPONSE
    }

    private final Vertx vertx = Vertx.vertx();
    private final URI prefect;
    private final NetServer entry;
    private volatile Mode mode = Mode.PASS_ALL;
    private volatile CountDownLatch held = new CountDownLatch(0);

    /** @param apiUrl base address of that Prefect, {@code /api} included */
    public PrefectInterceptingProxy(String apiUrl) {
        this.prefect = URI.create(apiUrl);
        this.entry = vertx.createNetServer()
                .connectHandler(this::connect)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Base address of Prefect behind it. */
    public String apiUrl() {
        return "http://127.0.0.1:" + entry.actualPort() + prefect.getPath();
    }

    /** From now on Prefect receives no start. */
    public void holdStarts() {
        hold(Mode.HOLD_START);
    }

    /** From now on Prefect gets requests to start, and their responses are lost. */
    public void holdResponses() {
        hold(Mode.HOLD_RESPONSE);
    }

    /** From now on everything passes; what was held is lost. */
    public void passAll() {
        mode = Mode.PASS_ALL;
    }

    /** Waits until a request is held; its sender waits for a response that does not come. */
    public void awaitHeld(Duration limit) throws InterruptedException {
        if (!held.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no run was requested within " + limit.toSeconds() + " s");
        }
    }

    private void hold(Mode what) {
        held = new CountDownLatch(1);
        mode = what;
    }

    private void connect(NetSocket near) {
        near.pause();
        vertx.createNetClient()
                .connect(prefect.getPort(), prefect.getHost())
                .onSuccess(far -> join(near, far))
                .onFailure(ignored -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        boolean[] starts = {false};
        near.handler(data -> {
            starts[0] = isStart(data);
            if (starts[0] && mode == Mode.HOLD_START) {
                held.countDown();
            } else {
                far.write(data);
            }
        });
        far.handler(data -> {
            if (starts[0] && mode == Mode.HOLD_RESPONSE) {
                held.countDown();
            } else {
                near.write(data);
            }
        });
        near.closeHandler(ignored -> far.close());
        far.closeHandler(ignored -> near.close());
        near.resume();
    }

    /** A request line comes in one piece: it is the first thing that is written. */
    private static boolean isStart(Buffer data) {
        String text = data.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        return text.startsWith("POST ") && end > 0 && text.substring(0, end).contains(START);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
