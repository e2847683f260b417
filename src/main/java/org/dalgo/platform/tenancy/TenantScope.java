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

    /** Says it to PostgreSQL in a transaction that has not said anything yet. */
    String initialSql(DatabaseConfig roles) {
        return isAll() ? "set local role " + roles.acrossRole() : setOrgSql();
    }

    /** Says it to PostgreSQL in a transaction that saw something else before. */
    String switchSql(DatabaseConfig roles) {
        return isAll() ? initialSql(roles) : "set local role " + roles.tenantRole() + "; " + setOrgSql();
    }

    private String setOrgSql() {
        return "set local app.org = '" + org.value() + "'";
    }
}
