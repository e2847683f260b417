package org.dalgo.platform.websocket;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * What a socket answers to one message.
 *
 * @param message a sentence; the web app shows the one of an error
 * @param status {@code success} or {@code error}
 * @param data what was requested; an empty object for an error
 */
@RegisterForReflection
public record WebSocketResponse(String message, String status, Object data) {

    static WebSocketResponse success(Object data) {
        return new WebSocketResponse("", "success", data);
    }

    static WebSocketResponse error(String message) {
        return new WebSocketResponse(message, "error", Map.of());
    }
}
