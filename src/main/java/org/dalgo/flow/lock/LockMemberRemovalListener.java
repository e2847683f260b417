package org.dalgo.flow.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.member.Member;
import org.dalgo.people.member.MemberRemovalListener;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Removes a former member's name from locks. A run continues without the member who started it, so its lock stays and
 * prevents a second run.
 */
@ApplicationScoped
class LockMemberRemovalListener implements MemberRemovalListener {

    private final LockRepository locks;

    @Inject
    LockMemberRemovalListener(LockRepository locks) {
        this.locks = locks;
    }

    @Override
    public Uni<Void> onRemoved(OrgId org, Member member) {
        return locks.clearHolder(org, member.account());
    }
}
