package org.dalgo.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One entry as it is read.
 *
 * @param id grows with time
 * @param actor address or name of who did it, as it was then
 * @param details names and values, never a secret
 * @param address network address of the client, or null for work in the background
 * @param agent what the client called itself, or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuditEntry(
        long id,
        Instant at,
        String actor,
        String action,
        String resourceType,
        @Schema(nullable = true) String resourceId,
        JsonNode details,
        @Schema(nullable = true) String address,
        @Schema(nullable = true) String agent) {}
