package org.dalgo.platform.access;

/**
 * What a unit of work may see.
 *
 * @param org the organisation, or null for all of them
 */
record Scope(OrgId org) {

    static final Scope ALL = new Scope(null);

    boolean isAll() {
        return org == null;
    }

    /** Says it to PostgreSQL in a transaction that has not said anything yet. */
    String begin(DatabaseConfig roles) {
        return isAll() ? "set local role " + roles.acrossRole() : organisation();
    }

    /** Says it to PostgreSQL in a transaction that saw something else before. */
    String change(DatabaseConfig roles) {
        return isAll() ? begin(roles) : "set local role " + roles.tenantRole() + "; " + organisation();
    }

    private String organisation() {
        return "set local app.org = '" + org.value() + "'";
    }
}
