/**
 * What has to stand before the first request: the embedded PostgreSQL, the folders it lives in, and one line at a time
 * of what the start is doing. Not the demo, not Prefect (those are the sandbox's), not health over HTTP. Called by
 * Quarkus' configuration through {@link org.dalgo.platform.startup.postgres.PostgresConfigSourceFactory}, by the sandbox and by
 * tests; it calls no other room.
 */
package org.dalgo.platform.startup;
