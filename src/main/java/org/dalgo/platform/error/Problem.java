package org.dalgo.platform.error;

/**
 * The closed catalogue of what can go wrong on the wire. Each has one HTTP status; the sentence comes with the
 * {@link Failure}.
 */
public enum Problem {
    /** A rule of the product forbids it, or the body cannot be read. */
    BAD_REQUEST(400),
    /** No session; the web app signs the person out. */
    UNAUTHENTICATED(401),
    /** The caller's role lacks the permission. */
    FORBIDDEN(403),
    /** Unknown here, or another organisation's: deliberately the same answer. */
    NOT_FOUND(404),
    /** The state of the object forbids it now. */
    CONFLICT(409),
    /** It was there and has lapsed. */
    GONE(410),
    /** A field is missing or malformed. */
    INVALID(422),
    /** Somebody else works on it. */
    LOCKED(423),
    /** A limit is reached; try again later. */
    TOO_MANY(429),
    /** The access token has expired but the session can be refreshed; the web app's own status. */
    TOKEN_EXPIRED(498),
    /** Our own mistake. */
    INTERNAL(500),
    /** A system behind us answered wrongly or refused us. */
    UPSTREAM_FAILED(502),
    /** A system behind us cannot be reached. */
    UPSTREAM_UNAVAILABLE(503),
    /** A system behind us did not answer in time. */
    UPSTREAM_TIMEOUT(504);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    /** HTTP status sent to the client. */
    public int status() {
        return status;
    }
}
