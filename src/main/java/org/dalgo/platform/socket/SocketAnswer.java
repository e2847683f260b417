package org.dalgo.platform.socket;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * What a socket answers to one message.
 *
 * @param message a sentence; the web app shows the one of an error
 * @param status {@code success} or {@code error}
 * @param data what was asked for; an empty object for an error
 */
@RegisterForReflection
public record SocketAnswer(String message, String status, Object data) {

    static SocketAnswer success(Object data) {
        return new SocketAnswer("", "success", data);
    }

    static SocketAnswer error(String message) {
        return new SocketAnswer(message, "error", Map.of());
    }
}
