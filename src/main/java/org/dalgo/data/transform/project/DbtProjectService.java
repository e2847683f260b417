package org.dalgo.data.transform.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.dalgo.data.transform.repository.RepositoryUrl;
import org.dalgo.data.transform.repository.TransformConfig;
import org.dalgo.data.warehouse.Compensation;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.WarehouseView;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.DbtSettingsProvider;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.hibernate.exception.ConstraintViolationException;

/** Sets up the dbt project of an organisation and gives {@code flow} what its tasks need. */
@ApplicationScoped
public class DbtProjectService implements DbtSettingsProvider {

    private final TenantTransactions tenantTransactions;
    private final OrgService orgs;
    private final WarehouseService warehouses;
    private final DbtProjectRepository projects;
    private final PublicationService publication;
    private final RepositorySyncService repositories;
    private final PrefectAdapter prefect;
    private final SecretCipher secretCipher;
    private final TransformConfig config;
    private final AuditLog auditLog;

    @Inject
    DbtProjectService(
            TenantTransactions tenantTransactions,
            OrgService orgs,
            WarehouseService warehouses,
            DbtProjectRepository projects,
            PublicationService publication,
            RepositorySyncService repositories,
            PrefectAdapter prefect,
            SecretCipher secretCipher,
            TransformConfig config,
            AuditLog auditLog) {
        this.tenantTransactions = tenantTransactions;
        this.orgs = orgs;
        this.warehouses = warehouses;
        this.projects = projects;
        this.publication = publication;
        this.repositories = repositories;
        this.prefect = prefect;
        this.secretCipher = secretCipher;
        this.config = config;
        this.auditLog = auditLog;
    }

    /**
     * Sets up the project. Whether the repository exists is found out by the first run, on a worker.
     *
     * @return the project. Fails with INVALID for a wrong field, BAD_REQUEST without a warehouse or with an existing
     *     project. A failure leaves nothing behind.
     */
    public Uni<DbtProjectView> create(Caller by, DbtProjectDraft draft) {
        OrgId org = by.org();
        return Uni.createFrom()
                .item(() -> draft.check(config.localRepositories()))
                .chain(url -> requireNoProject(org)
                        .call(() -> warehouses.get(org))
                        .chain(() -> orgs.get(org))
                        .chain(found -> setUp(by, found, draft, url)));
    }

    /** The organisation's dbt project, if it has one. */
    public Uni<Optional<DbtProjectView>> get(OrgId org) {
        return tenantTransactions.inOrg(org, () -> projects.findByOrg(org)).map(row -> Optional.ofNullable(row)
                .map(DbtProjectView::of));
    }

    /** The workspace as the web app shows it, or that there is none. */
    Uni<DbtWorkspaceResponse> workspace(OrgId org) {
        return tenantTransactions.inOrg(org, () -> get(org).chain(
                        project -> warehouses.find(org).map(warehouse -> project.map(found -> DbtWorkspaceResponse.of(
                                        found,
                                        warehouse.map(one -> one.type().wire()).orElse(null)))
                                .orElseGet(DbtWorkspaceResponse::notConfigured))));
    }

    /**
     * Lets dbt write to another schema, from the next run on.
     *
     * @return fails with INVALID for an unusable schema, BAD_REQUEST while there is no workspace or no warehouse; the old
     *     schema stays then
     */
    Uni<Void> changeSchema(Caller by, String schema) {
        OrgId org = by.org();
        Compensation compensation = new Compensation();
        return Uni.createFrom()
                .item(() -> DbtProjectDraft.checkedSchema(schema))
                .chain(() -> get(org))
                .map(found -> found.orElseThrow(DbtProjectService::projectRequired))
                .call(() -> warehouses.find(org).invoke(DbtProjectService::requireWarehouse))
                .chain(before -> compensation.ifFails(storeSchema(by, schema)
                        .invoke(() -> compensation.add(
                                "schema of the dbt project of " + by.orgSlug(),
                                () -> storeSchema(by, before.defaultSchema())))
                        .chain(() -> warehouses.publishProfile(org, schema))));
    }

    private Uni<Void> storeSchema(Caller by, String schema) {
        return tenantTransactions.inOrg(by.org(), () -> projects.findByOrg(by.org())
                .onItem()
                .ifNull()
                .failWith(DbtProjectService::projectRequired)
                .invoke(row -> row.defaultSchema = schema)
                .chain(row -> recordAudit(by, AuditAction.UPDATE, row, Map.of("schema", schema))));
    }

    @Override
    public Uni<Optional<DbtSettings>> find(OrgId org) {
        return tenantTransactions.inOrg(org, () -> projects.findByOrg(org)
                .chain(row -> row == null
                        ? Uni.createFrom().item(Optional.empty())
                        : warehouses.find(org).map(warehouse -> Optional.of(settings(row, warehouse)))));
    }

    @Override
    public Uni<Void> publishSecrets(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> projects.findByOrg(org))
                .onItem()
                .ifNull()
                .failWith(DbtProjectService::projectRequired)
                .chain(row -> warehouses
                        .publishProfile(org, row.defaultSchema)
                        .chain(() -> row.gitUrl == null ? publication.send(org) : publishToken(row)));
    }

    private Uni<Void> requireNoProject(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> projects.findByOrg(org))
                .onItem()
                .ifNotNull()
                .failWith(DbtProjectService::alreadySetUp)
                .replaceWithVoid();
    }

    /** The row comes first: of two requests at once the table admits one, and the other must not touch its secrets. */
    private Uni<DbtProjectView> setUp(Caller by, OrgView org, DbtProjectDraft draft, RepositoryUrl url) {
        Compensation compensation = new Compensation();
        return compensation.ifFails(save(by, row(org, draft, url))
                .invoke(row -> {
                    compensation.add("row of dbt project " + row.id, () -> deleteCreated(by, row));
                    compensation.add("secret " + row.secretBlock, () -> deleteToken(row));
                    // dbt's profile belongs to the warehouse, which stays, with the schema that it had.
                    compensation.add(
                            "schema in the profile of " + org.slug(), () -> warehouses.publishProfile(org.id(), null));
                })
                .call(() -> publishSecrets(org.id()))
                .map(DbtProjectView::of));
    }

    private Uni<DbtProject> save(Caller by, DbtProject row) {
        return tenantTransactions
                .inOrg(by.org(), () -> projects.persistAndFlush(row)
                        .call(() -> recordAudit(
                                by,
                                AuditAction.CREATE,
                                row,
                                Map.of(DbtProject.AUDIT_REPOSITORY, row.gitUrl, "schema", row.defaultSchema)))
                        .call(() -> repositories.requestRead(by.org())))
                .onFailure(ConstraintViolationException.class)
                .transform(failure -> alreadySetUp());
    }

    private Uni<?> deleteCreated(Caller by, DbtProject row) {
        return tenantTransactions.inOrg(by.org(), () -> projects.delete(by.org(), row.id)
                .call(() -> recordAudit(
                        by,
                        AuditAction.DELETE,
                        row,
                        Map.of(
                                DbtProject.AUDIT_REPOSITORY,
                                row.gitUrl,
                                Compensation.REASON,
                                Compensation.UNFINISHED))));
    }

    private Uni<Void> recordAudit(Caller by, AuditAction action, DbtProject row, Map<String, ?> details) {
        return auditLog.record(by, action, DbtProject.AUDIT_TYPE, row.id.toString(), details);
    }

    private Uni<Void> deleteToken(DbtProject row) {
        return row.secretBlock == null ? Uni.createFrom().voidItem() : prefect.deleteSecret(row.secretBlock);
    }

    private Uni<Void> publishToken(DbtProject row) {
        if (row.accessToken == null) {
            return Uni.createFrom().voidItem();
        }
        Secret token = secretCipher.open(SealedSecret.of(row.accessToken), DbtProjectSecrets.owner(row.org));
        String url = RepositoryUrl.parse(row.gitUrl, config.localRepositories()).withToken(token);
        return prefect.putSecret(row.secretBlock, url).replaceWithVoid();
    }

    private DbtProject row(OrgView org, DbtProjectDraft draft, RepositoryUrl url) {
        DbtProject row = new DbtProject();
        row.org = org.id().value();
        row.gitUrl = url.toString();
        row.defaultSchema = draft.defaultSchema();
        row.workingDir = org.slug() + "/dbtrepo";
        draft.token().ifPresent(token -> {
            row.accessToken =
                    secretCipher.seal(token, DbtProjectSecrets.owner(row.org)).bytes();
            row.secretBlock = org.slug() + "-git-pull-url";
        });
        return row;
    }

    private static DbtSettings settings(DbtProject row, Optional<WarehouseView> warehouse) {
        boolean keptHere = row.gitUrl == null;
        return new DbtSettings(
                row.workingDir,
                row.secretBlock == null ? row.gitUrl : null,
                keptHere ? null : row.secretBlock,
                keptHere ? row.secretBlock : null,
                warehouse.map(WarehouseView::profileSecret).orElse(null));
    }

    private static void requireWarehouse(Optional<WarehouseView> found) {
        if (found.isEmpty()) {
            throw Failure.badRequest("No warehouse configuration found");
        }
    }

    private static Failure projectRequired() {
        return Failure.badRequest("create a dbt workspace first");
    }

    private static Failure alreadySetUp() {
        return Failure.badRequest("the organisation already has a dbt workspace");
    }
}
