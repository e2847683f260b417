package org.dalgo.platform.sse;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.dalgo.platform.sse.SseSource.Backlog;
import org.jboss.logging.Logger;

/**
 * One open SSE connection. It pulls from its source while the client takes bytes, and writes to the response itself. So
 * an event is encoded once for all viewers, and a connection can end without a last event.
 */
public final class SseStream {

    private static final Logger LOG = Logger.getLogger(SseStream.class);

    // Bytes, not buffers: a static Vert.x buffer cannot stand in the heap of a native image.
    private static final byte[] HEARTBEAT = SseEncoder.comment("alive");
    private static final byte[] EXPIRED = SseEncoder.event(null, "expired", "{}");

    private final HttpServerResponse response;
    private final Context context;
    private final SseConfig config;
    private final Runnable onClosed;
    private final SseSource source;
    private final AtomicBoolean woken = new AtomicBoolean();

    private boolean pulling;
    private boolean closed;
    private long heartbeat;
    private long blockedSince;

    SseStream(
            HttpServerResponse response,
            Context context,
            SseConfig config,
            Function<SseStream, SseSource> source,
            Runnable onClosed) {
        this.response = response;
        this.context = context;
        this.config = config;
        this.onClosed = onClosed;
        this.source = source.apply(this);
    }

    /** The source has something new. May be called by any thread, any number of times. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(ignored -> {
                woken.set(false);
                pull();
            });
        }
    }

    /** Ends the connection without an event; the client resumes. */
    public void end() {
        context.runOnContext(ignored -> finish(null));
    }

    void expire() {
        context.runOnContext(ignored -> finish(Buffer.buffer(EXPIRED)));
    }

    void open() {
        response.closeHandler(ignored -> release());
        response.endHandler(ignored -> release());
        response.exceptionHandler(failure -> release());
        if (response.closed()) {
            release();
            return;
        }
        response.setChunked(true)
                .putHeader("Content-Type", MediaType.SERVER_SENT_EVENTS + ";charset=UTF-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(ignored -> pull());
        response.write(Buffer.buffer(SseEncoder.preamble()));
        heartbeat = vertx().setPeriodic(config.heartbeat().toMillis(), ignored -> sendHeartbeat());
        pull();
    }

    private Vertx vertx() {
        return context.owner();
    }

    private void pull() {
        if (closed) {
            return;
        }
        if (response.writeQueueFull()) {
            onBackpressure();
            return;
        }
        blockedSince = 0;
        if (!pulling) {
            pulling = true;
            source.next().subscribe().with(this::onChunk, this::onSourceFailure);
        }
    }

    private void onChunk(SseChunk sseChunk) {
        if (Vertx.currentContext() == context) {
            write(sseChunk);
        } else {
            context.runOnContext(ignored -> write(sseChunk));
        }
    }

    private void write(SseChunk sseChunk) {
        pulling = false;
        if (closed) {
            return;
        }
        if (sseChunk.last()) {
            finish(sseChunk.bytes());
        } else if (!sseChunk.isEmpty()) {
            response.write(sseChunk.bytes());
            pull();
        }
    }

    private void onSourceFailure(Throwable failure) {
        // The client reconnects with its position; a cause that persists is answered then, with a status.
        LOG.debugf(failure, "a stream ends because its source failed");
        context.runOnContext(ignored -> finish(null));
    }

    private void onBackpressure() {
        long now = System.nanoTime();
        blockedSince = blockedSince == 0 ? now : blockedSince;
        Backlog waiting = source.backlog();
        boolean tooMuch = waiting.events() > config.bufferEvents()
                || waiting.bytes() > config.bufferBytes().asLongValue();
        if (tooMuch || now - blockedSince > config.stalled().toNanos()) {
            // An orderly end would have to wait until the client takes what is already under way.
            release();
            response.reset();
        }
    }

    private void sendHeartbeat() {
        if (response.writeQueueFull()) {
            onBackpressure();
        } else {
            response.write(Buffer.buffer(HEARTBEAT));
        }
    }

    private void finish(Buffer lastBytes) {
        if (closed) {
            return;
        }
        release();
        if (response.writeQueueFull()) {
            response.reset();
        } else if (lastBytes == null) {
            response.end();
        } else {
            response.end(lastBytes);
        }
    }

    private void release() {
        if (!closed) {
            closed = true;
            vertx().cancelTimer(heartbeat);
            source.onClosed();
            onClosed.run();
        }
    }
}
