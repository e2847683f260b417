package org.dalgo.people.apitoken;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An API token of the organisation, without its text.
 *
 * @param createdBy address of the person for whom it acts
 * @param lastUsedAt to the minute; null before its first use
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ApiTokenResponse(
        UUID id,
        String name,
        List<String> permissions,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Schema(nullable = true) Instant lastUsedAt) {

    static ApiTokenResponse of(ApiToken token) {
        return new ApiTokenResponse(
                token.id(),
                token.name(),
                token.permissions(),
                token.createdBy(),
                token.createdAt(),
                token.expiresAt(),
                token.lastUsedAt());
    }
}
