package org.dalgo.light.environment;

/** A connector has no environment. The message says in words what is missing, and what the package manager said. */
public final class EnvironmentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EnvironmentFailure(String message) {
        super(message);
    }
}
