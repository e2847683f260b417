/**
 * Airbyte connections between a source and a destination. It starts no job; ingest calls it through
 * AirbyteAdapter.
 */
package org.dalgo.upstream.airbyte.connection;
