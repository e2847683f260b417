package org.dalgo.flow.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.member.MemberDeparture;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;

/**
 * A lock belongs to a run, which goes on without the person who started it: the lock stays, or a second run could begin
 * beside it, but no longer in their name.
 */
@ApplicationScoped
class LockDeparture implements MemberDeparture {

    private final Sql sql;

    @Inject
    LockDeparture(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Uni<Void> left(OrgId org, long account) {
        return sql.update("update task_lock set account = null where org = $1 and account = $2", org.value(), account)
                .replaceWithVoid();
    }
}
