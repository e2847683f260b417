package org.dalgo.data.ingest.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/**
 * State of a connection on its organisation's stream.
 *
 * @param status active, inactive, or deprecated for a connection that was deleted
 * @param schemaChange whether a change of the source waits for a review
 */
record ConnectionEvent(
        @JsonProperty("connection_id") UUID connectionId,
        @JsonProperty("status") String status,
        @JsonProperty("schema_change") boolean schemaChange) {}
