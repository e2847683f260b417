/**
 * Where the application's PostgreSQL comes from: an embedded server with its data folder, or an external one. The
 * first connection is checked. It knows no table. Quarkus' configuration, the
 * sandbox and tests call it.
 */
package org.dalgo.platform.startup.postgres;
