/**
 * The ways from sources into the warehouse: which streams take them, and how. It starts no sync: a connection is registered
 * as a task, which {@code flow} runs.
 * Called by its own resource, by the rooms that follow its syncs and schemas, and by the sockets of the web app's forms.
 */
package org.dalgo.data.ingest.connection;
