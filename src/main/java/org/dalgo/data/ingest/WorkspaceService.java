package org.dalgo.data.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.task.SyncSettings;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Workspace;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** Gives each organisation its workspace in Airbyte, and workers the means to reach that Airbyte. */
@ApplicationScoped
public class WorkspaceService implements SyncSettings {

    private final OrgService orgs;
    private final AirbyteAdapter airbyte;
    private final WorkerAirbyte workerAirbyte;
    private final PrefectAdapter prefect;
    private final CustomConnectors connectors;
    private final Door door;
    private final Audit audit;

    @Inject
    WorkspaceService(
            OrgService orgs,
            AirbyteAdapter airbyte,
            WorkerAirbyte workerAirbyte,
            PrefectAdapter prefect,
            CustomConnectors connectors,
            Door door,
            Audit audit) {
        this.orgs = orgs;
        this.airbyte = airbyte;
        this.workerAirbyte = workerAirbyte;
        this.prefect = prefect;
        this.connectors = connectors;
        this.door = door;
        this.audit = audit;
    }

    /**
     * Creates the organisation's workspace, named by its slug, unless it has one. Done again it only tells the workers
     * anew how Airbyte is reached.
     *
     * @return id of the workspace
     */
    public Uni<UUID> create(OrgId org) {
        return orgs.get(org)
                .call(this::publishSecret)
                .chain(found -> found.airbyteWorkspace() == null
                        ? obtain(found).call(id -> door.enter(found.id(), () -> attach(found.id(), id)))
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
                .chain(found -> obtain(found)
                        .call(id -> door.enter(found.id(), () -> attach(found.id(), id)
                                .chain(() -> audit.record(
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

    /** Takes away what tells workers how Airbyte is reached. */
    Uni<Void> forgetSecret(OrgView org) {
        return prefect.deleteSecret(secretName(org));
    }

    /** Deletes the organisation's workspace with everything in it, also one that no answer told us about. */
    Uni<Void> delete(OrgView org) {
        return org.airbyteWorkspace() != null
                ? airbyte.workspaces().delete(org.airbyteWorkspace())
                : lost(org)
                        .chain(found -> found.isPresent()
                                ? airbyte.workspaces().delete(found.get())
                                : Uni.createFrom().voidItem());
    }

    /**
     * Names of workspaces are not unique, and an answer may get lost: which ones of that name are not ours is written down
     * before one is asked for, so that whoever tries again knows the one that was made.
     */
    private Uni<UUID> obtain(OrgView org) {
        return lost(org)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found.get())
                        : airbyte.workspaces().create(org.slug()).map(Workspace::id));
    }

    private Uni<Void> attach(OrgId org, UUID workspace) {
        return orgs.attachWorkspace(org, workspace).chain(() -> connectors.request(org));
    }

    private Uni<?> publishSecret(OrgView org) {
        return prefect.putSecret(secretName(org), workerAirbyte.block());
    }

    private Uni<Optional<UUID>> lost(OrgView org) {
        return airbyte.workspaces()
                .named(org.slug())
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
