package org.dalgo.platform.secret;

/**
 * A stored credential cannot be opened: its key is not in the configuration, it belongs to another row, or it
 * was changed. Not a failure for the client, who gets the general answer for our own mistakes.
 */
public final class UnreadableSecret extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableSecret(String message, Throwable cause) {
        super(message, cause);
    }
}
