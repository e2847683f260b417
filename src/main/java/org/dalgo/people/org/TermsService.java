package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.stream.CallerChanges;

/** The terms and conditions, which bind an organisation once one of its own people has accepted them. */
@ApplicationScoped
class TermsService {

    private final Door door;
    private final Sql sql;
    private final Audit audit;
    private final CallerChanges changes;

    @Inject
    TermsService(Door door, Sql sql, Audit audit, CallerChanges changes) {
        this.door = door;
        this.sql = sql;
        this.audit = audit;
        this.changes = changes;
    }

    /** Accepts the terms; fails with BAD_REQUEST for a consultant, or when they had been accepted before. */
    Uni<Void> accept(Caller caller) {
        OrgId org = caller.org();
        return door.enter(org, () -> sql.update(
                        "insert into org_terms (org, accepted_by) select $1, id from account"
                                + " where id = $2 and not is_consultant on conflict (org) do nothing",
                        org.value(),
                        caller.account())
                .invoke(accepted -> {
                    if (accepted == 0) {
                        throw Failure.badRequest(
                                "the terms have been accepted before, or are not a consultant's to accept");
                    }
                })
                .chain(() -> changes.ofOrg(org))
                .chain(() ->
                        audit.record(org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("terms", "accepted"))));
    }
}
