package org.dalgo.platform.error;

import java.util.Arrays;

/**
 * The closed catalogue of what can go wrong on the wire. Each has one HTTP status; the sentence comes with the
 * {@link Failure}. The name of the constant is the {@code code} of a failure's body: clients depend on it, so it does not
 * change.
 */
public enum Problem {
    /** A rule of the product forbids it, or the body cannot be read. */
    BAD_REQUEST(400),
    /** No session; the web app signs the person out. */
    UNAUTHENTICATED(401),
    /** The caller's role lacks the permission. */
    FORBIDDEN(403),
    /** The object does not exist, or belongs to another organisation: deliberately the same answer. */
    NOT_FOUND(404),
    /** The route exists, but not with this method. */
    METHOD_NOT_ALLOWED(405),
    /** The route does not answer in a format that the client accepts. */
    NOT_ACCEPTABLE(406),
    /** The state of the object forbids it now. */
    CONFLICT(409),
    /** The object existed and has expired. */
    GONE(410),
    /** The body, or the number of its parts, exceeds the limit. */
    TOO_LARGE(413),
    /** The route does not take a body of this format. */
    UNSUPPORTED_MEDIA_TYPE(415),
    /** A field is missing or malformed. */
    INVALID(422),
    /** Another person or run holds the lock. */
    LOCKED(423),
    /** A limit is reached; try again later. */
    TOO_MANY(429),
    /** The access token has expired but the session can be refreshed; the web app's own status. */
    TOKEN_EXPIRED(498),
    /** A mistake in Dalgo itself. */
    INTERNAL(500),
    /** A system that Dalgo calls answered with an error or refused the call. */
    UPSTREAM_FAILED(502),
    /** The connection to Dalgo's own database is lost or cannot be made. */
    DATABASE_UNAVAILABLE(503),
    /** A system that Dalgo calls cannot be reached. */
    UPSTREAM_UNAVAILABLE(503),
    /** A system that Dalgo calls did not answer in time. */
    UPSTREAM_TIMEOUT(504);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    /** The constant that describes a refusal of the framework; {@link #BAD_REQUEST} for a status that none has. */
    static Problem ofStatus(int status) {
        return Arrays.stream(values())
                .filter(problem -> problem.status == status)
                .findFirst()
                .orElse(status >= 500 ? INTERNAL : BAD_REQUEST);
    }

    /** HTTP status sent to the client. */
    public int status() {
        return status;
    }
}
