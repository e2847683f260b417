package org.dalgo.sandbox.airbyte.connector;

import org.dalgo.sandbox.airbyte.word.ActorKind;

/** A connector gives up. The message is what Airbyte shows to people. */
public final class ConnectorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again can help. */
    public enum Type {
        CONFIG_ERROR,
        TRANSIENT_ERROR,
        SYSTEM_ERROR
    }

    private final ActorKind origin;
    private final Type type;

    public ConnectorFailure(ActorKind origin, Type type, String message, Throwable cause) {
        super(message, cause);
        this.origin = origin;
        this.type = type;
    }

    public static ConnectorFailure config(ActorKind origin, String message) {
        return new ConnectorFailure(origin, Type.CONFIG_ERROR, message, null);
    }

    public ActorKind origin() {
        return origin;
    }

    public Type type() {
        return type;
    }
}
