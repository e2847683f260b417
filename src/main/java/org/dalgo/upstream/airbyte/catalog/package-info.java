/**
 * Schemas of sources: discovered catalogs, their streams and how a stream is synced. It stores nothing; ingest
 * calls it through AirbyteAdapter.
 */
package org.dalgo.upstream.airbyte.catalog;
