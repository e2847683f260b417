package org.dalgo.people.org;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new organisation, in the shape that the web app knows; it reads the slug. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrgResponse(
        String name,
        String slug,
        @Schema(nullable = true) UUID airbyteWorkspaceId,
        @Schema(nullable = true) String vizUrl,
        @Schema(nullable = true) String vizLoginType,
        @Schema(nullable = true) Boolean tncAccepted,
        boolean isDemo,
        @Schema(nullable = true) String logoUrl,
        @Schema(nullable = true) String logoFilename,
        @Schema(nullable = true) Instant createdAt) {

    static OrgResponse of(OrgView org) {
        return new OrgResponse(
                org.name(), org.slug(), org.airbyteWorkspace(), null, null, null, false, null, null, null);
    }
}
