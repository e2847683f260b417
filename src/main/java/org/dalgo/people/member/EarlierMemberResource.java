package org.dalgo.people.member;

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
import org.dalgo.platform.access.Permission;
import org.dalgo.platform.access.Public;
import org.dalgo.platform.access.Requires;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Routes of members as they were spelled in 2024, for scripts of that time; each is one of today's. */
@Path("/api")
@Tag(name = "Member")
public class EarlierMemberResource {

    @Inject
    MemberResource members;

    @Inject
    InvitationResource invitations;

    @POST
    @Path("/organizations/users/delete")
    @Requires(Permission.CAN_DELETE_ORGUSER)
    @Operation(summary = "Take a person out of the organisation; earlier spelling")
    public Uni<Map<String, Integer>> removeMember(@NotNull @Valid MemberEmailRequest request) {
        return members.remove(request);
    }

    @PUT
    @Path("/organizations/users/")
    @Requires(Permission.CAN_EDIT_ORGUSER)
    @Operation(summary = "Change a member; earlier spelling")
    public Uni<CurrentUserResponse> updateMember(@NotNull @Valid MemberChangeRequest request) {
        return members.update(request);
    }

    @POST
    @Path("/organizations/users/invite/accept/")
    @Public
    @Operation(summary = "Accept an invitation; earlier spelling")
    public Uni<CurrentUserResponse> acceptInvitation(@NotNull @Valid AcceptanceRequest request) {
        return invitations.accept(request);
    }

    @GET
    @Path("/users/invitations/")
    @Requires(Permission.CAN_VIEW_INVITATIONS)
    @Operation(summary = "Invitations that wait for an answer; earlier spelling")
    public Uni<List<InvitationResponse>> listInvitations() {
        return invitations.list();
    }
}
