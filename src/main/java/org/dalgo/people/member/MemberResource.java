package org.dalgo.people.member;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The people in the caller's organisation. */
@Path("/api")
@Tag(name = "Member")
public class MemberResource {

    public static final Map<String, Integer> SUCCESS = Map.of("success", 1);

    @Inject
    CurrentCaller caller;

    @Inject
    MemberService members;

    @Inject
    MemberResponseMapper mapper;

    @GET
    @Path("/organizations/users")
    @PermissionsAllowed("can_view_orgusers")
    @Operation(summary = "All members of the organisation")
    public Uni<List<CurrentUserResponse>> list() {
        return members.list(caller.org()).map(mapper::toResponse);
    }

    @POST
    @Path("/v1/organizations/users/delete")
    @PermissionsAllowed("can_delete_orguser")
    @Operation(summary = "Take a person out of the organisation; their account stays")
    public Uni<Map<String, Integer>> remove(@NotNull @Valid MemberEmailRequest request) {
        return members.remove(caller.get(), request.email()).replaceWith(SUCCESS);
    }

    @PUT
    @Path("/v1/organizations/users/")
    @PermissionsAllowed("can_edit_orguser")
    @Operation(summary = "Change a member's role, and whether they take part")
    public Uni<CurrentUserResponse> update(@NotNull @Valid MemberChangeRequest request) {
        return members.update(caller.get(), request).map(mapper::toResponse);
    }

    @POST
    @Path("/organizations/user_role/modify/")
    @PermissionsAllowed("can_edit_orguser_role")
    @Operation(summary = "Give a member another role")
    public Uni<Map<String, Integer>> changeRole(@NotNull @Valid RoleChangeRequest request) {
        return members.changeRole(caller.get(), request.toupdateEmail(), request.roleUuid())
                .replaceWith(SUCCESS);
    }

    @POST
    @Path("/organizations/users/makeowner/")
    @PermissionsAllowed("can_edit_orguser_role")
    @Operation(summary = "Hand the organisation over to a pipeline manager, who changes roles with the caller")
    public Uni<CurrentUserResponse> makeOwner(@NotNull @Valid NewOwnerRequest request) {
        return members.transferOwnership(caller.get(), request.newOwnerEmail()).map(mapper::toResponse);
    }
}
