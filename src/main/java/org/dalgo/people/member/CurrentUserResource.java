package org.dalgo.people.member;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who I am and where I am a member. */
@Path("/api/currentuserv2")
@Tag(name = "Session")
public class CurrentUserResource {

    @Inject
    CurrentCaller caller;

    @Inject
    CallerMembershipCache memberships;

    @Inject
    MemberResponseMapper mapper;

    @GET
    @PermissionsAllowed("can_view_orgusers")
    @Operation(summary = "All memberships of the caller, each with its role's permissions")
    public Uni<List<CurrentUserResponse>> memberships(@QueryParam("org_slug") String orgSlug) {
        return memberships
                .get(caller.get())
                .map(all -> mapper.toCallerResponse(all.stream()
                        .filter(m -> orgSlug == null || m.orgSlug().equals(orgSlug))
                        .toList()));
    }
}
