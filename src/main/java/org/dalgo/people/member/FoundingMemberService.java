package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.org.FoundingMember;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Makes the creator of an organisation its first member, in the role they have in the organisation of the request. */
@ApplicationScoped
class FoundingMemberService implements FoundingMember {

    private final Sql sql;
    private final CallerChangePublisher changes;

    @Inject
    FoundingMemberService(Sql sql, CallerChangePublisher changes) {
        this.sql = sql;
        this.changes = changes;
    }

    @Override
    public Uni<Void> addTo(OrgId org, Caller caller) {
        return sql.update(
                        "insert into membership (org_id, account_id, role_id)"
                                + " select $1, account_id, role_id from membership"
                                + " where org_id = $2 and account_id = $3",
                        org.value(),
                        caller.org().value(),
                        caller.account())
                .chain(() -> changes.accountChanged(caller.account()));
    }
}
