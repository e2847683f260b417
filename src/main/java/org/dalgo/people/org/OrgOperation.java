package org.dalgo.people.org;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Creation or removal of an organisation: its progress and outcome. It outlives the organisation.
 *
 * @param kind {@code create} or {@code delete}
 * @param state {@code running}, {@code done} or {@code failed}
 * @param reason why it failed, or null
 * @param leftBehind what could not be removed in other systems
 * @param endedAt null while it runs
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrgOperation(
        UUID id,
        String kind,
        String state,
        String slug,
        String name,
        @Schema(nullable = true) String reason,
        List<String> leftBehind,
        Instant createdAt,
        @Schema(nullable = true) Instant endedAt) {

    boolean running() {
        return state.equals("running");
    }

    boolean failed() {
        return state.equals("failed");
    }
}
