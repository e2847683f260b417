/**
 * Connections from sources into the warehouse: their streams and how each is synced. It starts no sync: a connection is
 * registered as a task, which {@code flow} runs. Called by its own resource, by the rooms of syncs and schemas, and by
 * the sockets of the web app's forms.
 */
package org.dalgo.data.ingest.connection;
