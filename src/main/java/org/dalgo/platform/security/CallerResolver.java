package org.dalgo.platform.security;

import io.smallrye.mutiny.Uni;

/** Looks callers up again whose identity is older than the current moment. Implemented on the floor of people. */
public interface CallerResolver {

    /**
     * The same caller with what they may do now; called for each message of a socket.
     *
     * @return the caller; fails with UNAUTHENTICATED or TOKEN_EXPIRED when token, session or membership have ended
     */
    Uni<Caller> resolveAgain(Caller caller);

    /**
     * Whether the session and the membership that made this caller still stand and carry all that they did; called by
     * long-lived streams.
     *
     * @return true while both stand
     */
    Uni<Boolean> isStillValid(Caller caller);
}
