package org.dalgo.platform.stream;

import io.vertx.core.buffer.Buffer;

/**
 * What a viewer is sent in one write.
 *
 * @param bytes whole events; shared between viewers, so never changed
 * @param last whether the stream ends with it
 */
public record Chunk(Buffer bytes, boolean last) {

    private static final Chunk NOTHING = new Chunk(Buffer.buffer(0), false);

    /** There is nothing to send now. */
    public static Chunk nothing() {
        return NOTHING;
    }

    /** More may follow. */
    public static Chunk of(Buffer bytes) {
        return new Chunk(bytes, false);
    }

    /** The last bytes; the server closes after them. */
    public static Chunk end(Buffer bytes) {
        return new Chunk(bytes, true);
    }

    boolean empty() {
        return bytes.length() == 0;
    }
}
