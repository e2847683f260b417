package org.dalgo.people.org.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The plan of an organisation, as the web app expects it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PlanResponse(
        Org org,
        String basePlan,
        boolean supersetIncluded,
        @Schema(nullable = true) String subscriptionDuration,
        JsonNode features,
        @Schema(nullable = true) Instant startDate,
        @Schema(nullable = true) Instant endDate,
        boolean canUpgradePlan,
        boolean upgradeRequested) {

    /** Whose plan it is. */
    @Schema(name = "PlanOrg")
    public record Org(String name, String slug) {}
}
