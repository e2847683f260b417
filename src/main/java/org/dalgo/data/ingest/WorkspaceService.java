package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.task.AirbyteSettingsProvider;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.workspace.Workspace;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Gives each organisation its workspace in Airbyte, and workers the means to reach that Airbyte. */
@ApplicationScoped
public class WorkspaceService implements AirbyteSettingsProvider {

    private final OrgService orgs;
    private final AirbyteAdapter airbyte;
    private final WorkerAirbyteSecret workerAirbyteSecret;
    private final PrefectAdapter prefect;
    private final CustomConnectorInstaller connectors;
    private final TenantTransactions tenantTransactions;
    private final AuditLog auditLog;

    @Inject
    WorkspaceService(
            OrgService orgs,
            AirbyteAdapter airbyte,
            WorkerAirbyteSecret workerAirbyteSecret,
            PrefectAdapter prefect,
            CustomConnectorInstaller connectors,
            TenantTransactions tenantTransactions,
            AuditLog auditLog) {
        this.orgs = orgs;
        this.airbyte = airbyte;
        this.workerAirbyteSecret = workerAirbyteSecret;
        this.prefect = prefect;
        this.connectors = connectors;
        this.tenantTransactions = tenantTransactions;
        this.auditLog = auditLog;
    }

    /**
     * Creates the organisation's workspace, named by its slug, unless it has one. Done again it only informs the workers
     * anew how Airbyte is reached.
     *
     * @return id of the workspace
     */
    public Uni<UUID> create(OrgId org) {
        return orgs.get(org)
                .call(this::publishSecret)
                .chain(found -> found.airbyteWorkspace() == null
                        ? findOrCreate(found)
                                .call(id -> tenantTransactions.inOrg(found.id(), () -> attach(found.id(), id)))
                        : Uni.createFrom().item(found.airbyteWorkspace()));
    }

    /** As {@link #create}, but fails with BAD_REQUEST when the organisation has a workspace already. */
    Uni<UUID> createFirst(Caller by) {
        return orgs.get(by.org())
                .invoke(found -> {
                    if (found.airbyteWorkspace() != null) {
                        throw Failure.badRequest("the organisation already has a workspace in Airbyte");
                    }
                })
                .call(this::publishSecret)
                .chain(found -> findOrCreate(found)
                        .call(id -> tenantTransactions.inOrg(found.id(), () -> attach(found.id(), id)
                                .chain(() -> auditLog.record(
                                        by,
                                        AuditAction.UPDATE,
                                        "org",
                                        found.slug(),
                                        Map.of("workspace", id.toString()))))));
    }

    /** Id of the organisation's workspace; fails with BAD_REQUEST when it has none yet. */
    public Uni<UUID> get(OrgId org) {
        return orgs.get(org)
                .map(OrgView::airbyteWorkspace)
                .onItem()
                .ifNull()
                .failWith(() -> Failure.badRequest("the organisation has no workspace in Airbyte yet"));
    }

    @Override
    public Uni<Optional<String>> serverSecret(OrgId org) {
        return orgs.get(org)
                .map(found -> found.airbyteWorkspace() == null ? Optional.empty() : Optional.of(secretName(found)));
    }

    /** Removes the block from which workers read Airbyte's address. */
    Uni<Void> deleteSecret(OrgView org) {
        return prefect.deleteSecret(secretName(org));
    }

    /** Deletes the organisation's workspace with everything in it, also one whose creation was not confirmed. */
    Uni<Void> delete(OrgView org) {
        return org.airbyteWorkspace() != null
                ? airbyte.workspaces().delete(org.airbyteWorkspace())
                : findUnattached(org)
                        .chain(found -> found.isPresent()
                                ? airbyte.workspaces().delete(found.get())
                                : Uni.createFrom().voidItem());
    }

    /**
     * Names of workspaces are not unique, and a response may get lost. The ids of foreign workspaces of that name are
     * stored before one is created, so that a retry recognises the created one.
     */
    private Uni<UUID> findOrCreate(OrgView org) {
        return findUnattached(org)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found.get())
                        : airbyte.workspaces().create(org.slug()).map(Workspace::id));
    }

    private Uni<Void> attach(OrgId org, UUID workspace) {
        return orgs.attachWorkspace(org, workspace).chain(() -> connectors.request(org));
    }

    private Uni<?> publishSecret(OrgView org) {
        return prefect.putSecret(secretName(org), workerAirbyteSecret.toJson());
    }

    private Uni<Optional<UUID>> findUnattached(OrgView org) {
        return airbyte.workspaces()
                .listByName(org.slug())
                .map(found -> found.stream().map(Workspace::id).toList())
                .chain(existing -> orgs.foreignWorkspaces(org.id(), existing).map(foreign -> existing.stream()
                        .filter(id -> !foreign.contains(id))
                        .findFirst()));
    }

    /** A slug has only characters that Prefect keeps in the name of a block. */
    static String secretName(OrgView org) {
        return org.slug() + "-airbyte-server";
    }
}
