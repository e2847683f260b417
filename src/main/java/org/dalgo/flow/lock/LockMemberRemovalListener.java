package org.dalgo.flow.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.member.MemberRemovalListener;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/**
 * Removes a former member's name from locks. A run continues without the member who started it, so its lock stays and
 * prevents a second run.
 */
@ApplicationScoped
class LockMemberRemovalListener implements MemberRemovalListener {

    private final Sql sql;

    @Inject
    LockMemberRemovalListener(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Uni<Void> onRemoved(OrgId org, long account) {
        return sql.update(
                        "update task_lock set account_id = null where org_id = $1 and account_id = $2",
                        org.value(),
                        account)
                .replaceWithVoid();
    }
}
