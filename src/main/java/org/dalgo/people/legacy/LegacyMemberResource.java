package org.dalgo.people.legacy;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.dalgo.people.invitation.AcceptanceRequest;
import org.dalgo.people.invitation.InvitationResource;
import org.dalgo.people.invitation.InvitationResponse;
import org.dalgo.people.invitation.InvitationService;
import org.dalgo.people.invitation.LegacyInvitationRequest;
import org.dalgo.people.member.CurrentUserResource;
import org.dalgo.people.member.CurrentUserResponse;
import org.dalgo.people.member.MemberChangeRequest;
import org.dalgo.people.member.MemberEmailRequest;
import org.dalgo.people.member.MemberResource;
import org.dalgo.people.profile.ProfileRequest;
import org.dalgo.people.profile.ProfileResource;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Routes of members as they were spelled in 2024, for scripts of that time; each is one of today's. */
@Path("/api")
@Tag(name = "Member")
public class LegacyMemberResource {

    @Inject
    MemberResource members;

    @Inject
    InvitationResource invitations;

    @Inject
    InvitationService invitationService;

    @Inject
    ProfileResource profiles;

    @Inject
    CurrentUserResource currentUser;

    @Inject
    CurrentCaller caller;

    @GET
    @Path("/currentuser")
    @PermissionsAllowed("can_view_orgusers")
    @Operation(summary = "The caller in the organisation of the request; earlier spelling")
    public Uni<CurrentUserResponse> membership() {
        return currentUser.memberships(caller.get().orgSlug()).map(all -> all.get(0));
    }

    @PUT
    @Path("/organizations/user_self/")
    @OrgMember
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Change the own profile; earlier spelling")
    public Uni<CurrentUserResponse> updateProfile(@NotNull @Valid ProfileRequest request) {
        return profiles.changeProfile(request);
    }

    @POST
    @Path("/organizations/users/invite/")
    @PermissionsAllowed("can_create_invitation")
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Invite an address into the role of that name; earlier spelling")
    public Uni<LegacyInvitationRequest> inviteByRoleName(@NotNull @Valid LegacyInvitationRequest request) {
        return invitationService.invite(caller.get(), request).replaceWith(request);
    }

    @POST
    @Path("/organizations/users/delete")
    @PermissionsAllowed("can_delete_orguser")
    @Operation(summary = "Take a person out of the organisation; earlier spelling")
    public Uni<Map<String, Integer>> removeMember(@NotNull @Valid MemberEmailRequest request) {
        return members.remove(request);
    }

    @PUT
    @Path("/organizations/users/")
    @PermissionsAllowed("can_edit_orguser")
    @Operation(summary = "Change a member; earlier spelling")
    public Uni<CurrentUserResponse> updateMember(@NotNull @Valid MemberChangeRequest request) {
        return members.update(request);
    }

    @POST
    @Path("/organizations/users/invite/accept/")
    @PermitAll
    @FailsWith(Problem.TOO_MANY)
    @Operation(summary = "Accept an invitation; earlier spelling")
    public Uni<CurrentUserResponse> acceptInvitation(@NotNull @Valid AcceptanceRequest request) {
        return invitations.accept(request);
    }

    @GET
    @Path("/users/invitations/")
    @PermissionsAllowed("can_view_invitations")
    @Operation(summary = "Invitations that wait for an answer; earlier spelling")
    public Uni<List<InvitationResponse>> listInvitations() {
        return invitations.list();
    }
}
