package org.dalgo.platform.security;

import io.smallrye.mutiny.Uni;

/** Identifies the sender of a request. Implemented on the floor of people. */
public interface CallerResolver {

    /**
     * The caller behind the credentials.
     *
     * @return the caller; fails with UNAUTHENTICATED, TOKEN_EXPIRED (the client may refresh) or, for a person without
     *     an organisation, BAD_REQUEST
     */
    Uni<Caller> resolve(RequestCredentials requestCredentials);

    /**
     * The person behind the credentials, wherever they are a member.
     *
     * @return the person; fails with UNAUTHENTICATED or TOKEN_EXPIRED (the client may refresh)
     */
    Uni<AccountPrincipal> identify(RequestCredentials requestCredentials);

    /**
     * Whether the session and the membership that made this caller still stand and carry all that they did; called by
     * long-lived streams.
     *
     * @return true while both stand
     */
    Uni<Boolean> isStillValid(Caller caller);
}
