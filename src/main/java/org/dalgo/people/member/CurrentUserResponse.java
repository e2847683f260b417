package org.dalgo.people.member;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One membership of a person, in the shape that the web app keeps for the whole session.
 *
 * @param newRoleSlug for the caller one of the web app's four, which gate its pages. For other members the role's own,
 *     which the web app shows and preselects.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CurrentUserResponse(
        long userId,
        String email,
        Org org,
        boolean active,
        @Schema(nullable = true) String wtype,
        boolean isDemo,
        String newRoleSlug,
        List<Grant> permissions,
        Boolean isLlmActive,
        @Schema(nullable = true) Long landingDashboardId,
        @Schema(nullable = true) Long orgDefaultDashboardId,
        @Schema(nullable = true) String subscriptionPlan,
        @Schema(nullable = true) Instant planStartDate,
        @Schema(nullable = true) Instant planEndDate,
        @Schema(nullable = true) String workDomain,
        boolean hasSeenRbacNotice,
        Role role) {

    /** The role itself: several can share one of the slugs that gate the web app's pages. */
    @Schema(name = "CurrentUserRole")
    public record Role(UUID uuid, String name) {}

    /** A permission of the caller's role. */
    public record Grant(String slug, String name) {
        static Grant of(String slug) {
            return new Grant(slug, slug.replace('_', ' '));
        }
    }

    /** The organisation of a membership. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "CurrentUserOrg")
    public record Org(
            String name,
            String slug,
            @Schema(nullable = true) UUID airbyteWorkspaceId,
            @Schema(nullable = true) String vizUrl,
            @Schema(nullable = true) String vizLoginType,
            @Schema(nullable = true) Boolean tncAccepted,
            boolean isDemo,
            @Schema(nullable = true) String logoUrl,
            @Schema(nullable = true) String logoFilename,
            Instant createdAt) {
        static Org of(MemberView member, LogoUrlBuilder logos) {
            return new Org(
                    member.orgName(),
                    member.orgSlug(),
                    member.airbyteWorkspace(),
                    member.vizUrl(),
                    member.vizLoginType(),
                    // The web app knows true or nothing.
                    member.termsAccepted() ? true : null,
                    false,
                    member.logo() == null ? null : logos.build(member.orgSlug(), member.logo()),
                    member.logoFilename(),
                    member.orgCreatedAt());
        }
    }

    /** Where clients find the logo of an organisation. */
    interface LogoUrlBuilder {
        String build(String orgSlug, UUID version);
    }

    static CurrentUserResponse of(MemberView member, String roleSlug, LogoUrlBuilder logos) {
        return new CurrentUserResponse(
                member.account(),
                member.email(),
                Org.of(member, logos),
                member.active(),
                member.warehouseType(),
                false,
                roleSlug,
                member.permissionSlugs().stream().map(Grant::of).toList(),
                false,
                null,
                null,
                member.plan(),
                member.planStart(),
                member.planEnd(),
                member.workDomain(),
                member.hasSeenRoleNotice(),
                new Role(member.role(), member.roleName()));
    }
}
