/**
 * Connector definitions and their specifications, including custom connectors. It caches nothing; ingest and
 * warehouse call it through AirbyteAdapter.
 */
package org.dalgo.upstream.airbyte.definition;
