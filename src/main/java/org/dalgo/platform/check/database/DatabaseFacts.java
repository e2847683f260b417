package org.dalgo.platform.check.database;

import java.time.Instant;
import java.util.List;

/**
 * What the database says about itself and its login.
 *
 * @param version for example {@code 17.11}
 * @param versionNumber {@code server_version_num}: 170011
 * @param login name of the login
 * @param owner whether the login owns the database
 * @param mayCreateRoles whether it may make the two roles itself
 * @param roles those of the two roles that exist
 * @param at clock of the server
 */
record DatabaseFacts(
        String version,
        int versionNumber,
        String login,
        boolean owner,
        boolean mayCreateRoles,
        List<Role> roles,
        Instant at) {

    /**
     * A role of row-level security.
     *
     * @param name its name
     * @param unbound whether row-level security does not bind it
     * @param granted whether the login may take it
     */
    record Role(String name, boolean unbound, boolean granted) {}
}
