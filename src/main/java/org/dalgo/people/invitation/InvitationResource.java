package org.dalgo.people.invitation;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import org.dalgo.people.member.CurrentUserResponse;
import org.dalgo.people.member.MemberResource;
import org.dalgo.people.member.MemberResponseMapper;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Invitations into the caller's organisation, and the answer to one. */
@Path("/api")
@Tag(name = "Member")
public class InvitationResource {

    @Inject
    CurrentCaller caller;

    @Inject
    InvitationService invitations;

    @Inject
    MemberResponseMapper mapper;

    @POST
    @Path("/v1/organizations/users/invite/")
    @PermissionsAllowed("can_create_invitation")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Invite an address; the answer is the same whether or not it has an account")
    public Uni<InvitationRequest> invite(@NotNull @Valid InvitationRequest request) {
        return invitations.invite(caller.get(), request).replaceWith(request);
    }

    @POST
    @Path("/v1/organizations/users/invite/accept/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Accept an invitation with the code from its mail")
    public Uni<CurrentUserResponse> accept(@NotNull @Valid AcceptanceRequest request) {
        return invitations.accept(request).map(mapper::toResponse);
    }

    @GET
    @Path("/v1/users/invitations/")
    @PermissionsAllowed("can_view_invitations")
    @Operation(summary = "Invitations that wait for an answer, the newest first")
    public Uni<List<InvitationResponse>> list() {
        return invitations
                .list(caller.org())
                .map(found -> found.stream().map(Invitation::toResponse).toList());
    }

    @POST
    @Path("/users/invitations/resend/{invitation_id}")
    @PermissionsAllowed("can_edit_invitation")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Send an invitation again, with a new code")
    public Uni<Map<String, Integer>> resend(@PathParam("invitation_id") String id) {
        return invitations.resend(caller.get(), id).replaceWith(MemberResource.SUCCESS);
    }

    @DELETE
    @Path("/users/invitations/delete/{invitation_id}")
    @PermissionsAllowed("can_delete_invitation")
    @Operation(summary = "Delete an invitation")
    public Uni<Map<String, Integer>> delete(@PathParam("invitation_id") String id) {
        return invitations.delete(caller.get(), id).replaceWith(MemberResource.SUCCESS);
    }
}
