package org.dalgo.platform.tenancy;

/**
 * What a unit of work may see.
 *
 * @param org the organisation, or null for all of them
 */
record TenantScope(OrgId org) {

    static final TenantScope ALL = new TenantScope(null);

    boolean isAll() {
        return org == null;
    }

    /** SQL that sets this scope at the start of a transaction. */
    String initialSql(DatabaseConfig roles) {
        return isAll() ? "set local role " + roles.acrossRole() : setOrgSql();
    }

    /** SQL that sets this scope in a transaction that had another scope. */
    String switchSql(DatabaseConfig roles) {
        return isAll() ? initialSql(roles) : "set local role " + roles.tenantRole() + "; " + setOrgSql();
    }

    private String setOrgSql() {
        return "set local app.org = '" + org.value() + "'";
    }
}
