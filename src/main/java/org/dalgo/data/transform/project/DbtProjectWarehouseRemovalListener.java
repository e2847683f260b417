package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.data.warehouse.WarehouseRemovalListener;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** A dbt workspace without a warehouse could do nothing: it goes with it. The repository is the organisation's own and stays. */
@ApplicationScoped
class DbtProjectWarehouseRemovalListener implements WarehouseRemovalListener {

    private final TenantTransactions tenantTransactions;
    private final DbtProjectRepository projects;
    private final WorkingCopyService drafts;
    private final PrefectAdapter prefect;
    private final AuditLog auditLog;

    @Inject
    DbtProjectWarehouseRemovalListener(
            TenantTransactions tenantTransactions,
            DbtProjectRepository projects,
            WorkingCopyService drafts,
            PrefectAdapter prefect,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.projects = projects;
        this.drafts = drafts;
        this.prefect = prefect;
        this.auditLog = auditLog;
    }

    @Override
    public Uni<Void> onRemoved(Caller by) {
        return tenantTransactions
                .inOrg(by.org(), () -> projects.findByOrg(by.org()))
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : deleteToken(row)
                                .chain(() -> drafts.deleteSecret(by.orgSlug()))
                                .chain(() -> delete(by, row)));
    }

    private Uni<Void> deleteToken(DbtProject row) {
        return row.secretBlock == null ? Uni.createFrom().voidItem() : prefect.deleteSecret(row.secretBlock);
    }

    private Uni<Void> delete(Caller by, DbtProject row) {
        return tenantTransactions.inOrg(by.org(), () -> projects.delete(by.org(), row.id)
                .chain(() -> auditLog.record(
                        by,
                        AuditAction.DELETE,
                        DbtProject.AUDIT_TYPE,
                        row.id.toString(),
                        row.gitUrl == null ? Map.of() : Map.of(DbtProject.AUDIT_REPOSITORY, row.gitUrl))));
    }
}
