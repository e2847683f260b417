package org.dalgo.people.invitation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.member.Member;
import org.dalgo.people.member.MemberRemovalListener;
import org.dalgo.platform.tenancy.OrgId;

/** Deletes the invitations of a member who leaves, so that no code of an old mail brings them back. */
@ApplicationScoped
class InvitationMemberRemovalListener implements MemberRemovalListener {

    private final InvitationRepository invitations;

    @Inject
    InvitationMemberRemovalListener(InvitationRepository invitations) {
        this.invitations = invitations;
    }

    @Override
    public Uni<Void> onRemoved(OrgId org, Member member) {
        return invitations.deleteByEmail(org, member.email());
    }
}
