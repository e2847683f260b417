package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Organisations' tasks: registers what can be run and finds it. */
@ApplicationScoped
public class TaskService {

    private final TenantTransactions tenantTransactions;
    private final TaskRepository tasks;
    private final OrgTaskRepository orgTasks;
    private final DbtSettingsProvider dbtSettings;

    @Inject
    TaskService(
            TenantTransactions tenantTransactions,
            TaskRepository tasks,
            OrgTaskRepository orgTasks,
            DbtSettingsProvider dbtSettings) {
        this.tenantTransactions = tenantTransactions;
        this.tasks = tasks;
        this.orgTasks = orgTasks;
        this.dbtSettings = dbtSettings;
    }

    /**
     * Makes a connection runnable; done again, it renames.
     *
     * @param connection Airbyte's id of it
     * @param name as people know it
     */
    public Uni<ConnectionTasks> registerSync(OrgId org, UUID connection, String name) {
        return tenantTransactions.inOrg(org, () -> orgTasks.registerConnection(org, connection, name)
                .chain(() -> findByConnection(org, connection)));
    }

    /** The tasks of a connection; fails with NOT_FOUND when it was never registered. */
    public Uni<ConnectionTasks> findByConnection(OrgId org, UUID connection) {
        return tenantTransactions
                .inOrg(org, () -> orgTasks.byConnections(org, List.of(connection)))
                .map(TaskService::views)
                .map(found -> new ConnectionTasks(
                        requireKind(TaskKind.AIRBYTE_SYNC, found), requireKind(TaskKind.AIRBYTE_CLEAR, found)));
    }

    /** Changes the name under which a connection's steps are shown. */
    public Uni<Void> renameSync(OrgId org, UUID connection, String name) {
        return tenantTransactions
                .inOrg(org, () -> orgTasks.rename(org, connection, name))
                .replaceWithVoid();
    }

    /**
     * Every task of a dbt workspace, registered if it is not yet.
     *
     * @return the organisation's system tasks
     */
    public Uni<List<OrgTaskView>> ensureTransformTasks(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> orgTasks.registerTransform(org).chain(() -> orgTasks.system(org)))
                .map(TaskService::views);
    }

    /** Everything that is registered. */
    public Uni<List<OrgTaskView>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> orgTasks.all(org)).map(TaskService::views);
    }

    /** All dbt and git tasks that are registered, those with a person's own flags among them. */
    public Uni<List<OrgTaskView>> transformTasks(OrgId org) {
        return tenantTransactions.inOrg(org, () -> orgTasks.transforms(org)).map(TaskService::views);
    }

    /**
     * A task with flags of a person's own, checked but not stored: it is stored together with its deployment.
     *
     * @return the task; fails with NOT_FOUND for an unknown slug, INVALID for flags it does not take
     */
    public Uni<OrgTaskView> draft(OrgId org, String slug, TaskParameters parameters) {
        return tenantTransactions
                .inOrg(org, () -> tasks.bySlug(slug))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("task not found"))
                .map(task -> OrgTask.custom(org, task, parameters).toView());
    }

    /** Stores a task that was drafted; joins the unit of work of its caller. */
    public Uni<OrgTaskView> store(OrgId org, OrgTaskView draft) {
        return tenantTransactions.inOrg(org, () -> tasks.bySlug(draft.kind().slug())
                .chain(task -> orgTasks.persistAndFlush(OrgTask.of(org, task, draft)))
                .map(OrgTask::toView));
    }

    /** The task of that uuid; fails with NOT_FOUND when the organisation has none. */
    public Uni<OrgTaskView> get(OrgId org, UUID uuid) {
        return tenantTransactions
                .inOrg(org, () -> orgTasks.byUuid(org, uuid))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("task not found"))
                .map(OrgTask::toView);
    }

    /** No other transaction makes a deployment of the task until the current one ends. */
    public Uni<Void> lock(OrgId org, long task) {
        return orgTasks.lock(org, task);
    }

    /** Those of the uuids that the organisation has. */
    public Uni<List<OrgTaskView>> find(OrgId org, Collection<UUID> uuids) {
        return uuids.isEmpty()
                ? none()
                : tenantTransactions
                        .inOrg(org, () -> orgTasks.byUuids(org, uuids))
                        .map(TaskService::views);
    }

    /** Those of the keys that the organisation has, in any order. */
    public Uni<List<OrgTaskView>> findById(OrgId org, Collection<Long> ids) {
        return ids.isEmpty()
                ? none()
                : tenantTransactions.inOrg(org, () -> orgTasks.byIds(org, ids)).map(TaskService::views);
    }

    /** The syncs of those of the connections that the organisation has. */
    public Uni<List<OrgTaskView>> syncs(OrgId org, Collection<UUID> connections) {
        return connections.isEmpty()
                ? none()
                : tenantTransactions
                        .inOrg(org, () -> orgTasks.byConnections(org, connections))
                        .map(found -> views(found).stream()
                                .filter(task -> task.kind().isSync())
                                .toList());
    }

    /**
     * What it takes to do the chosen tasks, in order: clears and syncs as given, then the preparations of dbt, then dbt
     * tasks as given. Preparations among the chosen count for nothing.
     *
     * @return the chain; fails with BAD_REQUEST when it holds a dbt task and there is no dbt workspace
     */
    public Uni<List<OrgTaskView>> resolveChain(OrgId org, List<OrgTaskView> chosen) {
        if (chosen.stream().noneMatch(task -> task.kind().isDbt())) {
            return Uni.createFrom().item(TaskOrder.sort(chosen, List.of()));
        }
        return tenantTransactions
                .inOrg(org, () -> dbtSettings
                        .find(org)
                        .map(found -> found.orElseThrow(() -> Failure.badRequest("create a dbt workspace first")))
                        .chain(project -> preparations(org, project)))
                .map(preparations -> TaskOrder.sort(chosen, preparations));
    }

    private Uni<List<OrgTaskView>> preparations(OrgId org, DbtSettings project) {
        return ensureTransformTasks(org).map(system -> system.stream()
                .filter(task -> task.kind().isPreparation())
                .filter(task -> !task.kind().isGit() || project.hasRemote())
                .toList());
    }

    /** Deletes tasks. Their deployments are the caller's business, and go first. */
    public Uni<Void> remove(OrgId org, Collection<Long> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : tenantTransactions.inOrg(org, () -> orgTasks.remove(org, ids)).replaceWithVoid();
    }

    private static List<OrgTaskView> views(List<OrgTask> rows) {
        return rows.stream().map(OrgTask::toView).toList();
    }

    private static OrgTaskView requireKind(TaskKind kind, List<OrgTaskView> tasks) {
        return tasks.stream()
                .filter(task -> task.kind() == kind)
                .findFirst()
                .orElseThrow(() -> Failure.notFound("connection not found"));
    }

    private static Uni<List<OrgTaskView>> none() {
        return Uni.createFrom().item(List.of());
    }
}
