package org.dalgo.sandbox.airbyte.job;

/** The job was cancelled while the attempt ran. */
final class AttemptCancelled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AttemptCancelled() {
        super("cancelled");
    }
}
