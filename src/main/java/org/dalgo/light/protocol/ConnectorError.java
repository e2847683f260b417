package org.dalgo.light.protocol;

/**
 * A connector gave up, or was ended. The message is for people; what the connector says for its developers is apart. No
 * secret is in either.
 */
public final class ConnectorError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again can help. */
    public enum Kind {
        /** The person who configured it has to do something. */
        CONFIGURATION,
        /** Later it may work. */
        TRANSIENT,
        /** The connector, or its process, is broken. */
        SYSTEM
    }

    private final Kind kind;
    private final String internal;

    public ConnectorError(Kind kind, String message, String internal) {
        super(message);
        this.kind = kind;
        this.internal = internal;
    }

    static ConnectorError system(String message) {
        return new ConnectorError(Kind.SYSTEM, message, "");
    }

    public Kind kind() {
        return kind;
    }

    /** What the connector says to its developers, with its stack trace; may be empty. */
    public String internal() {
        return internal;
    }
}
