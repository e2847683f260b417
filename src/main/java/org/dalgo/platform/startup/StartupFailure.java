package org.dalgo.platform.startup;

/**
 * The process cannot start. The message is for the person at the terminal: which system failed, what it said, and what
 * to do about it. Never contains a password.
 */
public class StartupFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartupFailure(String message) {
        super(message);
    }

    public StartupFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
