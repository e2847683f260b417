package org.dalgo.people.org;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;

/** A new organisation, in the shape that the web app knows; it reads the slug. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrgResponse(
        String name,
        String slug,
        UUID airbyteWorkspaceId,
        String vizUrl,
        String vizLoginType,
        Boolean tncAccepted,
        boolean isDemo,
        String logoUrl,
        String logoFilename,
        Instant createdAt) {

    static OrgResponse of(OrgView org) {
        return new OrgResponse(
                org.name(), org.slug(), org.airbyteWorkspace(), null, null, null, false, null, null, null);
    }
}
