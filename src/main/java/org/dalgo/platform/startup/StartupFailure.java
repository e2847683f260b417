package org.dalgo.platform.startup;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The process cannot start. The message is for the person at the terminal: which system failed, its message, and what
 * to do about it. Never contains a password.
 *
 * <p>Quarkus prints the message of a configuration exception without a stack trace if the exception has no cause.
 */
public class StartupFailure extends ConfigurationException {

    private static final long serialVersionUID = 1L;

    public StartupFailure(String message) {
        super(message);
    }

    public StartupFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
