package org.dalgo.people.org.terms;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The terms and conditions, which bind an organisation once one of its own people has accepted them. */
@ApplicationScoped
class TermsService {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuditLog auditLog;
    private final CallerChangePublisher changes;

    @Inject
    TermsService(TenantTransactions tenantTransactions, Sql sql, AuditLog auditLog, CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.auditLog = auditLog;
        this.changes = changes;
    }

    /** Accepts the terms; fails with BAD_REQUEST for a consultant, or when they had been accepted before. */
    Uni<Void> accept(Caller caller) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> sql.update(
                        "insert into org_terms (org_id, accepted_by_id) select $1, id from account"
                                + " where id = $2 and not is_consultant on conflict (org_id) do nothing",
                        org.value(),
                        caller.account())
                .invoke(accepted -> {
                    if (accepted == 0) {
                        throw Failure.badRequest(
                                "The terms have been accepted before, or a consultant tried to accept them.");
                    }
                })
                .chain(() -> changes.orgChanged(org))
                .chain(() -> auditLog.record(
                        org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("terms", "accepted"))));
    }
}
