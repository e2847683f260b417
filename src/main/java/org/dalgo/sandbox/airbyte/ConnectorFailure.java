package org.dalgo.sandbox.airbyte;

/** A connector gives up. The message is what Airbyte shows to people. */
final class ConnectorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again can help. */
    enum Type {
        CONFIG_ERROR,
        TRANSIENT_ERROR,
        SYSTEM_ERROR
    }

    private final ActorKind origin;
    private final Type type;

    ConnectorFailure(ActorKind origin, Type type, String message, Throwable cause) {
        super(message, cause);
        this.origin = origin;
        this.type = type;
    }

    static ConnectorFailure config(ActorKind origin, String message) {
        return new ConnectorFailure(origin, Type.CONFIG_ERROR, message, null);
    }

    ActorKind origin() {
        return origin;
    }

    Type type() {
        return type;
    }
}
