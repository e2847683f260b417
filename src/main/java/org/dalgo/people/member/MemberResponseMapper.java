package org.dalgo.people.member;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.dalgo.people.role.RoleView;

/** Maps members to responses; the links in them start with the address that the client used. */
@RequestScoped
public class MemberResponseMapper {

    @Context
    UriInfo uri;

    /** A member with the slug of their own role, which the list of roles contains exactly once. */
    public CurrentUserResponse toResponse(MemberView member) {
        return toResponse(member, RoleView.publicSlug(member.roleSlug()));
    }

    List<CurrentUserResponse> toResponse(List<MemberView> members) {
        return members.stream().map(this::toResponse).toList();
    }

    /** The caller's memberships with the slugs that gate the pages of the web app. */
    List<CurrentUserResponse> toCallerResponse(List<MemberView> memberships) {
        return memberships.stream()
                .map(member -> toResponse(member, member.roleWireSlug()))
                .toList();
    }

    private CurrentUserResponse toResponse(MemberView member, String roleSlug) {
        return CurrentUserResponse.of(member, roleSlug, (slug, version) -> uri.getBaseUriBuilder()
                .path("api/org/logo/")
                .queryParam("org", slug)
                .queryParam("v", version)
                .build()
                .toString());
    }
}
