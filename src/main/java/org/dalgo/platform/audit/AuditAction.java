package org.dalgo.platform.audit;

import java.util.Locale;

/** What was done. */
public enum AuditAction {
    CREATE,
    UPDATE,
    DELETE,
    EXECUTE,
    EXPORT,
    LOGIN,
    LOGIN_FAILED,
    LOGOUT,
    PASSWORD_RESET_REQUESTED,
    PASSWORD_RESET_COMPLETED,
    PASSWORD_CHANGED,
    EMAIL_VERIFIED,
    /** Work of an operator, or work that belongs to no single organisation. */
    OPERATE;

    /** The word in rows and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
