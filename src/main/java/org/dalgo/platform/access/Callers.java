package org.dalgo.platform.access;

import io.smallrye.mutiny.Uni;

/** Tells who sent a request. Owned here, implemented on the floor of people. */
public interface Callers {

    /**
     * The caller behind the credentials.
     *
     * @return the caller; fails with UNAUTHENTICATED, TOKEN_EXPIRED (the client may refresh) or, for a person without
     *     an organisation, BAD_REQUEST
     */
    Uni<Caller> resolve(Credentials credentials);

    /**
     * The person behind the credentials, wherever they are a member.
     *
     * @return the person; fails with UNAUTHENTICATED or TOKEN_EXPIRED (the client may refresh)
     */
    Uni<Person> identify(Credentials credentials);

    /**
     * Whether the session and the membership that made this caller still stand and carry all that they did; asked by
     * long-lived streams.
     *
     * @return true while both stand
     */
    Uni<Boolean> stillStands(Caller caller);
}
