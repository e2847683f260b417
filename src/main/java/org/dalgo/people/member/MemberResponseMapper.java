package org.dalgo.people.member;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Members as answers to the request in hand: addresses in them are those under which the client reached us. */
@RequestScoped
public class MemberResponseMapper {

    @Context
    UriInfo uri;

    public CurrentUserResponse toResponse(MemberView member) {
        return CurrentUserResponse.of(member, (slug, version) -> uri.getBaseUriBuilder()
                .path("api/org/logo/")
                .queryParam("org", slug)
                .queryParam("v", version)
                .build()
                .toString());
    }

    List<CurrentUserResponse> toResponse(List<MemberView> members) {
        return members.stream().map(this::toResponse).toList();
    }
}
