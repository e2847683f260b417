package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.org.FoundingMember;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;

/** Makes the creator of an organisation its first member, in the role they have in the organisation of the request. */
@ApplicationScoped
class FoundingMemberService implements FoundingMember {

    private final MemberRepository members;
    private final CallerChangePublisher changes;

    @Inject
    FoundingMemberService(MemberRepository members, CallerChangePublisher changes) {
        this.members = members;
        this.changes = changes;
    }

    @Override
    public Uni<Void> addTo(OrgId org, Caller caller) {
        return members.insertWithRoleFrom(org, caller.org(), caller.account())
                .chain(() -> changes.accountChanged(caller.account()));
    }
}
