package org.dalgo.platform.websocket;

import org.dalgo.platform.security.Caller;

/**
 * A message and who sent it.
 *
 * @param caller who sent it; the service checks what they may do
 * @param body the message; it may hold credentials
 */
public record WebSocketRequest<T>(Caller caller, T body) {

    /** Without the message. */
    @Override
    public String toString() {
        return "SocketQuestion[" + caller.orgSlug() + "]";
    }
}
