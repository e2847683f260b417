package org.dalgo.platform.sse;

import io.vertx.core.buffer.Buffer;

/**
 * What a viewer is sent in one write.
 *
 * @param bytes whole events; shared between viewers, so never changed
 * @param last whether the stream ends with it
 */
public record SseChunk(Buffer bytes, boolean last) {

    /** There is nothing to send now. */
    public static SseChunk none() {
        return new SseChunk(Buffer.buffer(0), false);
    }

    /** More may follow. */
    public static SseChunk of(Buffer bytes) {
        return new SseChunk(bytes, false);
    }

    /** The last bytes; the server closes after them. */
    public static SseChunk end(Buffer bytes) {
        return new SseChunk(bytes, true);
    }

    boolean isEmpty() {
        return bytes.length() == 0;
    }
}
