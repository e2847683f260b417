package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.dalgo.people.role.People;
import org.dalgo.people.role.PersonView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.CurrentCaller;
import org.dalgo.platform.access.Permission;
import org.dalgo.platform.access.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who I am and where I am a member. */
@Path("/api/currentuserv2")
@Tag(name = "Session")
public class CurrentUserResource {

    @Inject
    CurrentCaller caller;

    @Inject
    People people;

    @GET
    @Requires(Permission.CAN_VIEW_ORGUSERS)
    @Operation(summary = "All memberships of the caller, each with its role's permissions")
    public Uni<List<CurrentUserResponse>> memberships(@QueryParam("org_slug") String orgSlug) {
        Caller me = caller.get();
        return people.of(me.session(), me.account())
                .map(person -> person.map(p -> memberships(p, orgSlug)).orElse(List.of()));
    }

    private static List<CurrentUserResponse> memberships(PersonView person, String orgSlug) {
        return person.memberships().stream()
                .filter(m -> orgSlug == null || m.orgSlug().equals(orgSlug))
                .map(m -> CurrentUserResponse.of(person, m))
                .toList();
    }
}
