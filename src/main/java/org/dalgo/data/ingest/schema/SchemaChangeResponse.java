package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A schema change that waits for acceptance.
 *
 * @param changeType breaking or non_breaking
 * @param createdAt when it was first seen
 * @param scheduleJob always null; clients of before know it
 */
public record SchemaChangeResponse(
        @JsonProperty("connection_id") UUID connectionId,
        @JsonProperty("change_type") String changeType,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("schedule_job") JsonNode scheduleJob) {}
