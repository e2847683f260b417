/**
 * Where the application's PostgreSQL comes from: an embedded server with its data folder, programs and shutdown,
 * or an external one, and the check of the first connection. It knows no table. Quarkus' configuration, the
 * sandbox and tests call it.
 */
package org.dalgo.platform.startup.postgres;
