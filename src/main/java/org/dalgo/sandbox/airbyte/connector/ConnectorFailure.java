package org.dalgo.sandbox.airbyte.connector;

import org.dalgo.sandbox.airbyte.model.SandboxActorType;

/** A connector gives up. The message is what Airbyte shows to people. */
public final class ConnectorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again can help. */
    public enum Type {
        CONFIG_ERROR,
        TRANSIENT_ERROR,
        SYSTEM_ERROR
    }

    private final SandboxActorType origin;
    private final Type type;

    public ConnectorFailure(SandboxActorType origin, Type type, String message, Throwable cause) {
        super(message, cause);
        this.origin = origin;
        this.type = type;
    }

    public static ConnectorFailure config(SandboxActorType origin, String message) {
        return new ConnectorFailure(origin, Type.CONFIG_ERROR, message, null);
    }

    public SandboxActorType origin() {
        return origin;
    }

    public Type type() {
        return type;
    }
}
