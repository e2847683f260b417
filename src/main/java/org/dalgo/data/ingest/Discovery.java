package org.dalgo.data.ingest;

import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Airbyte found in a source.
 *
 * @param catalogId Airbyte's id of the catalog
 * @param catalog object with {@code streams}, as Airbyte sent it
 */
public record Discovery(UUID catalogId, ObjectNode catalog) {}
