package org.dalgo.platform.sse;

import io.smallrye.mutiny.Uni;

/**
 * What one viewer watches: a cursor over things that are stored elsewhere. It is called when the connection can take
 * more, so that a slow viewer holds no memory. Asked by one thread at a time.
 */
public interface SseSource {

    /** What follows after the last chunk; nothing when the viewer has all, until it is woken. A failure ends the stream. */
    Uni<SseChunk> next();

    /** How far a viewer that follows live is behind; nothing while it still reads what is stored. */
    Backlog backlog();

    /** The viewer is gone. */
    void onClosed();

    /**
     * What waits for a viewer.
     *
     * @param events number of them
     * @param bytes their size
     */
    record Backlog(long events, long bytes) {

        /** Nothing waits. */
        public static final Backlog NONE = new Backlog(0, 0);
    }
}
