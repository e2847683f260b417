package org.dalgo.platform.tenancy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;

/**
 * The roles of PostgreSQL between which units of work switch. The first migration creates them. They belong to a whole
 * server, so installations that share one need different names, and never change them.
 */
@ConfigMapping(prefix = "dalgo.database")
public interface DatabaseConfig {

    /** A name that needs no quotes in SQL. */
    String NAME = "^[a-z][a-z0-9_]{0,62}$";

    /** Role with access to the rows of one organisation; every connection of the pool starts with it. */
    @WithDefault("dalgo_tenant")
    @Pattern(regexp = NAME)
    String tenantRole();

    /** Role with access to the rows of all organisations; taken for single transactions. */
    @WithDefault("dalgo_across")
    @Pattern(regexp = NAME)
    String acrossRole();
}
