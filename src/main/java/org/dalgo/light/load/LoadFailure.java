package org.dalgo.light.load;

import java.sql.SQLException;

/** A load gave up. The message is for people; it names no credential. */
public final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    private LoadFailure(String message, boolean isTransient, Throwable cause) {
        super(message, cause);
        this.isTransient = isTransient;
    }

    static LoadFailure configuration(String message) {
        return new LoadFailure(message, false, null);
    }

    static LoadFailure passing(String message) {
        return new LoadFailure(message, true, null);
    }

    static LoadFailure of(SQLException e) {
        String state = e.getSQLState();
        // Connections that break, servers that stop, and what collides with other transactions.
        boolean passes = state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("40");
        return new LoadFailure("State code: " + state + "; Message: " + e.getMessage(), passes, e);
    }

    /** Whether the same load may work later. */
    public boolean isTransient() {
        return isTransient;
    }
}
