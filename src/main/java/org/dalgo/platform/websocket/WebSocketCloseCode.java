package org.dalgo.platform.websocket;

import io.quarkus.websockets.next.CloseReason;

/** Why we close a socket, in the web app's numbers: it tells the person that the session is over and does not come back. */
enum WebSocketCloseCode {
    NO_TOKEN(4001, "not signed in"),
    REFUSED(4003, "the session is over, or not a member of this organisation");

    private final CloseReason reason;

    WebSocketCloseCode(int code, String words) {
        this.reason = new CloseReason(code, words);
    }

    CloseReason reason() {
        return reason;
    }
}
