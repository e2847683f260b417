package org.dalgo.light.protocol;

/** Receives what a connector, or the room about it, has to say. Secrets are masked already. */
@FunctionalInterface
public interface ConnectorLog {

    void line(LogLevel level, String text);

    /** For callers whom no line interests. */
    static ConnectorLog none() {
        return (level, text) -> {};
    }
}
