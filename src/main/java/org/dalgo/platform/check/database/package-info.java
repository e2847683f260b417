/**
 * The check of the database: connection, version, rights of the login, roles of row-level security, migrations and clock. It
 * changes nothing. Called by {@code platform.check} through {@link org.dalgo.platform.check.SystemCheck} only.
 */
package org.dalgo.platform.check.database;
