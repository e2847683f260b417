package org.dalgo.sandbox.airbyte.connector;

/**
 * What a connection check found.
 *
 * @param works whether the connector could do its work
 * @param message why not; null when it works
 */
public record Verdict(boolean works, String message) {

    static Verdict yes() {
        return new Verdict(true, null);
    }

    public static Verdict no(String message) {
        return new Verdict(false, message);
    }
}
