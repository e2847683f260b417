package org.dalgo.upstream.prefect.socket;

import com.fasterxml.jackson.databind.JsonNode;

/** Handles the messages of a socket; called on one Vert.x context, never concurrently. */
public interface SocketListener {

    /** The message that subscribes; requested at each connection. */
    Object subscription();

    /** Signed in and subscribed. */
    void onConnected();

    /** A message after that. */
    void onMessage(JsonNode message);

    /** The socket has just delivered something, if only a pong; all messages before that were handled. */
    default void onAlive() {}

    /** Nothing more until {@link #onConnected}; once per outage. */
    void onDisconnected(String reason);
}
