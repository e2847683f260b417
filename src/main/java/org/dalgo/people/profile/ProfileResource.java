package org.dalgo.people.profile;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.dalgo.people.member.CurrentUserResource;
import org.dalgo.people.member.CurrentUserResponse;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What people change about themselves. */
@Path("/api/v1/organizations/user_self/")
@Tag(name = "Account")
public class ProfileResource {

    @Inject
    CurrentCaller caller;

    @Inject
    ProfileService profiles;

    @Inject
    CurrentUserResource currentUser;

    @PUT
    @OrgMember
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Change the own profile; another address counts when the link sent there has been used")
    public Uni<CurrentUserResponse> changeProfile(@NotNull @Valid ProfileRequest request) {
        Caller me = caller.get();
        // Read first: a closed account has no memberships to read afterwards.
        return currentUser
                .memberships(me.orgSlug())
                .chain(all -> profiles.change(me, request).replaceWith(all.get(0)))
                .chain(before -> Boolean.FALSE.equals(request.active())
                        ? Uni.createFrom().item(before)
                        : currentUser.memberships(me.orgSlug()).map(all -> all.get(0)));
    }
}
