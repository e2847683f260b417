package org.dalgo.upstream.prefect;

import com.fasterxml.jackson.databind.JsonNode;

/** Handles what a socket says; called on one Vert.x context, never concurrently. */
interface SocketListener {

    /** The message that subscribes; asked for at each connection. */
    Object filter();

    /** Signed in and subscribed. */
    void up();

    /** A message after that. */
    void message(JsonNode message);

    /** Nothing more until {@link #up}; once per outage. */
    void down(String reason);
}
