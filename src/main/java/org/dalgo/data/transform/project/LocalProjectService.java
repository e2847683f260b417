package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.data.transform.file.ProjectTemplate;
import org.dalgo.data.warehouse.Compensation;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.WarehouseView;
import org.dalgo.flow.pipeline.TransformTaskService;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.hibernate.exception.ConstraintViolationException;

/** Projects without a repository, whose files are kept here: what the web app sets up for an organisation by itself. */
@ApplicationScoped
class LocalProjectService {

    /** The only name that a project has on the wire. */
    static final String NAME = "dbtrepo";

    private final TenantTransactions tenantTransactions;
    private final DbtFileService files;
    private final WarehouseService warehouses;
    private final DbtProjectRepository projects;
    private final DbtProjectService settings;
    private final TransformTaskService tasks;
    private final WorkingCopyService drafts;
    private final PrefectAdapter prefect;
    private final AuditLog auditLog;

    @Inject
    LocalProjectService(
            TenantTransactions tenantTransactions,
            DbtFileService files,
            WarehouseService warehouses,
            DbtProjectRepository projects,
            DbtProjectService settings,
            TransformTaskService tasks,
            WorkingCopyService drafts,
            PrefectAdapter prefect,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.files = files;
        this.warehouses = warehouses;
        this.projects = projects;
        this.settings = settings;
        this.tasks = tasks;
        this.drafts = drafts;
        this.prefect = prefect;
        this.auditLog = auditLog;
    }

    /**
     * Makes a project for an organisation that has none; one that is there stays as it is.
     *
     * @param schema of the warehouse that dbt writes to
     * @return fails with INVALID for an unusable schema or while there is no warehouse, and leaves nothing behind then
     */
    Uni<Void> create(Caller by, String schema) {
        return Uni.createFrom()
                .item(() -> DbtProjectDraft.checkedSchema(schema))
                .chain(checked -> tenantTransactions
                        .inOrg(by.org(), () -> projects.findByOrg(by.org()))
                        .chain(existing -> existing == null
                                ? createNow(by, checked)
                                : Uni.createFrom().voidItem()));
    }

    /**
     * Takes a project back that was only just made, with its tasks.
     *
     * @return fails with NOT_FOUND when there is none, INVALID for a name that none has, CONFLICT when people may have
     *     put work into it
     */
    Uni<Void> delete(Caller by, String name) {
        OrgId org = by.org();
        return tenantTransactions
                .inOrg(org, () -> projects.findByOrg(org))
                .onItem()
                .ifNull()
                .failWith(() -> projectNotFound(by))
                .invoke(row -> requireName(by, name))
                .call(row -> tenantTransactions.inOrg(org, () -> requireFresh(org)))
                .call(row -> tasks.tearDown(by))
                // Before the row, which knows its name: after any failure the deletion can be requested again.
                .call(row -> prefect.deleteSecret(row.secretBlock))
                .call(() -> drafts.deleteSecret(by.orgSlug()))
                .call(row -> tenantTransactions.inOrg(org, () -> requireFresh(org)
                        .chain(() -> projects.delete(org, row.id))
                        .chain(() -> recordAudit(by, AuditAction.DELETE, row))))
                .chain(() -> warehouses.publishProfile(org, null));
    }

    private Uni<Void> createNow(Caller by, String schema) {
        return warehouses
                .find(by.org())
                .invoke(LocalProjectService::requireWarehouse)
                .chain(() -> save(by, row(by, schema)))
                .chain(row -> {
                    Compensation compensation = new Compensation();
                    compensation.add("row of dbt project " + row.id, () -> deleteCreated(by, row));
                    compensation.add("secret " + row.secretBlock, () -> prefect.deleteSecret(row.secretBlock));
                    compensation.add(
                            "schema in the profile of " + by.orgSlug(),
                            () -> warehouses.publishProfile(by.org(), null));
                    return compensation.ifFails(settings.publishSecrets(by.org()));
                })
                .onFailure(ConstraintViolationException.class)
                // Another request was faster, and made the same.
                .recoverWithNull();
    }

    private Uni<DbtProject> save(Caller by, DbtProject row) {
        return tenantTransactions.inOrg(by.org(), () -> projects.persistAndFlush(row)
                .call(() -> files.create(by.org(), ProjectTemplate.files()))
                .call(() -> recordAudit(by, AuditAction.CREATE, row)));
    }

    private Uni<?> deleteCreated(Caller by, DbtProject row) {
        return tenantTransactions.inOrg(
                by.org(), () -> projects.delete(by.org(), row.id).call(() -> recordAudit(by, AuditAction.DELETE, row)));
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, DbtProject row) {
        return auditLog.record(
                by, action, DbtProject.AUDIT_TYPE, row.id.toString(), Map.of("schema", row.defaultSchema));
    }

    private Uni<Void> requireFresh(OrgId org) {
        return projects.lockUnused(org, ProjectTemplate.files().keySet())
                .invoke(unused -> {
                    if (!unused) {
                        throw Failure.conflict("the dbt workspace is in use and is not deleted");
                    }
                })
                .replaceWithVoid();
    }

    private static DbtProject row(Caller by, String schema) {
        DbtProject row = new DbtProject();
        row.org = by.org().value();
        row.defaultSchema = schema;
        row.workingDir = by.orgSlug() + "/" + NAME;
        row.secretBlock = by.orgSlug() + "-dbt-project";
        return row;
    }

    private static void requireWarehouse(Optional<WarehouseView> found) {
        if (found.isEmpty()) {
            throw new Failure(Problem.INVALID, "Please set up your warehouse first");
        }
    }

    private static void requireName(Caller by, String name) {
        if (!NAME.equals(name)) {
            throw new Failure(Problem.INVALID, "Project " + name + " does not exist in organization " + by.orgSlug());
        }
    }

    private static Failure projectNotFound(Caller by) {
        return Failure.notFound("Organization " + by.orgSlug() + " does not have any projects");
    }
}
