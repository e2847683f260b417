package org.dalgo.sandbox.airbyte.connector;

/**
 * What a connection check found.
 *
 * @param works whether the connector could do its work
 * @param message why not; null when it works
 */
public record ConnectorCheckResult(boolean works, String message) {

    public static ConnectorCheckResult success() {
        return new ConnectorCheckResult(true, null);
    }

    public static ConnectorCheckResult failure(String message) {
        return new ConnectorCheckResult(false, message);
    }
}
