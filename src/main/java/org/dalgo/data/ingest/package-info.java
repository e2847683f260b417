/**
 * What is loaded into the warehouse: the organisation's workspace in Airbyte, its sources, and the connections that
 * copy them. It starts no sync: a connection is registered as a task, which {@code flow} runs.
 * Called by its own resources; {@code flow} asks it, through {@code SyncSettings}, how a worker reaches Airbyte.
 */
package org.dalgo.data.ingest;
