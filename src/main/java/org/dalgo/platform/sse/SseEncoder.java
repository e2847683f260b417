package org.dalgo.platform.sse;

import java.nio.charset.StandardCharsets;

/**
 * Bytes of server-sent events.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the format</a>
 */
public final class SseEncoder {

    private SseEncoder() {}

    /**
     * One event.
     *
     * @param id where a client resumes after it, or null to leave its position as it is
     * @param name type of the event
     * @param json its data, on one line
     */
    public static byte[] event(String id, String name, String json) {
        StringBuilder frame = new StringBuilder(json.length() + 64);
        if (id != null) {
            frame.append("id: ").append(id).append('\n');
        }
        frame.append("event: ").append(name).append("\ndata: ").append(json).append("\n\n");
        return bytes(frame);
    }

    /** Sets the client's position without an event: a block without data is never dispatched. */
    public static byte[] position(String id) {
        return bytes("id: " + id + "\n\n");
    }

    /** A line that clients ignore. */
    static byte[] comment(String text) {
        return bytes(": " + text + "\n\n");
    }

    /** First bytes of a stream: how long to wait before a reconnect, and a comment that brings the headers through. */
    static byte[] preamble() {
        return bytes("retry: 1000\n: open\n\n");
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
