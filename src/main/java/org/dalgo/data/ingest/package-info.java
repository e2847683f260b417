/**
 * The Airbyte workspace of an organisation, its connectors, and the address of Airbyte for workers. Sources,
 * connections and syncs are in the packages below this one. Called by those and by its own resource; {@code flow} reads
 * the address through {@code AirbyteSettingsProvider}.
 */
package org.dalgo.data.ingest;
