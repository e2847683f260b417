package org.dalgo.platform.websocket;

import io.quarkus.websockets.next.CloseReason;

/** Why a socket is closed, in the numbers of the web app. On these it reports the end of the session and does not reconnect. */
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
