package org.dalgo.people.member;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dalgo.people.role.MembershipView;
import org.dalgo.people.role.PersonView;

/** One membership of the caller, in the shape that the web app keeps for the whole session. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CurrentUserResponse(
        long userId,
        String email,
        Org org,
        boolean active,
        String wtype,
        boolean isDemo,
        String newRoleSlug,
        List<Grant> permissions,
        Boolean isLlmActive,
        Long landingDashboardId,
        Long orgDefaultDashboardId,
        String subscriptionPlan,
        Instant planStartDate,
        Instant planEndDate,
        String workDomain,
        boolean hasSeenRbacNotice) {

    /** A permission of the caller's role. */
    public record Grant(String slug, String name) {
        static Grant of(String slug) {
            return new Grant(slug, slug.replace('_', ' '));
        }
    }

    /** The organisation of a membership. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Org(
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
        static Org of(MembershipView membership) {
            return new Org(
                    membership.orgName(),
                    membership.orgSlug(),
                    membership.airbyteWorkspace(),
                    null,
                    null,
                    true,
                    false,
                    null,
                    null,
                    membership.orgCreatedAt());
        }
    }

    // This product has no history of roles to explain: the notice would only stand in the way.
    static CurrentUserResponse of(PersonView person, MembershipView membership) {
        return new CurrentUserResponse(
                person.account(),
                person.email(),
                Org.of(membership),
                true,
                membership.warehouseType(),
                false,
                membership.roleWireSlug(),
                membership.permissionSlugs().stream().map(Grant::of).toList(),
                false,
                null,
                null,
                "Dalgo",
                null,
                null,
                null,
                true);
    }
}
