package org.dalgo.operator;

/** A command that is not carried out; the message is for the operator. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
