/**
 * The sources of an organisation and the connectors for them. Airbyte stores their configuration; our rows hold a copy
 * without secrets, for lists. It starts no sync. Called by its own resources, by {@code connection} and by the sockets
 * of the web app's forms.
 */
package org.dalgo.data.ingest.source;
