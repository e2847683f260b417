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
import org.dalgo.platform.tenancy.TenantTransactions;

/** The terms and conditions, which bind an organisation once one of its own people has accepted them. */
@ApplicationScoped
class TermsService {

    private final TenantTransactions tenantTransactions;
    private final TermsRepository terms;
    private final AuditLog auditLog;
    private final CallerChangePublisher changes;

    @Inject
    TermsService(
            TenantTransactions tenantTransactions,
            TermsRepository terms,
            AuditLog auditLog,
            CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.terms = terms;
        this.auditLog = auditLog;
        this.changes = changes;
    }

    /** Accepts the terms; fails with BAD_REQUEST for a consultant, or when they had been accepted before. */
    Uni<Void> accept(Caller caller) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> terms.accept(org, caller.account())
                .invoke(accepted -> {
                    if (!accepted) {
                        throw Failure.badRequest(
                                "The terms have been accepted before, or a consultant tried to accept them.");
                    }
                })
                .chain(() -> changes.orgChanged(org))
                .chain(() -> auditLog.record(
                        org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("terms", "accepted"))));
    }
}
