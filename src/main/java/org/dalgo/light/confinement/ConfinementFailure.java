package org.dalgo.light.confinement;

/** There is no sandbox to be had, not even one without any mechanism. The message says in words what is missing. */
public final class ConfinementFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfinementFailure(String message) {
        super(message);
    }
}
