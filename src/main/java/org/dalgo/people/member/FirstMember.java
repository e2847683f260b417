package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.org.OrgFounder;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.stream.CallerChanges;

/** Whoever makes an organisation is its first member, in the role they have where they made it. */
@ApplicationScoped
class FirstMember implements OrgFounder {

    private final Sql sql;
    private final CallerChanges changes;

    @Inject
    FirstMember(Sql sql, CallerChanges changes) {
        this.sql = sql;
        this.changes = changes;
    }

    @Override
    public Uni<Void> found(OrgId org, Caller caller) {
        return sql.update(
                        "insert into membership (org, account, role) select $1, account, role from membership"
                                + " where org = $2 and account = $3",
                        org.value(),
                        caller.org().value(),
                        caller.account())
                .chain(() -> changes.ofAccount(caller.account()));
    }
}
