package org.dalgo.flow.pipeline;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.DbtSettingsProvider;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;

/** The dbt tasks of an organisation that people run alone or put into pipelines. */
@ApplicationScoped
public class TransformTaskService {

    private final TenantTransactions tenantTransactions;
    private final PipelineRepository lists;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final LockService locks;
    private final DbtSettingsProvider settings;
    private final PrefectAdapter prefect;

    @Inject
    TransformTaskService(
            TenantTransactions tenantTransactions,
            PipelineRepository lists,
            TaskService tasks,
            DeploymentService deployments,
            LockService locks,
            DbtSettingsProvider settings,
            PrefectAdapter prefect) {
        this.tenantTransactions = tenantTransactions;
        this.lists = lists;
        this.tasks = tasks;
        this.deployments = deployments;
        this.locks = locks;
        this.settings = settings;
        this.prefect = prefect;
    }

    /** The tasks that can be run alone, each with the lock on it or on what it needs. */
    Uni<List<TransformTaskResponse>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> lists.transformTasks(org));
    }

    /**
     * Sets up what a dbt workspace can run. Done again, it adds what is missing.
     *
     * @return fails with BAD_REQUEST while there is no workspace or no warehouse
     */
    public Uni<Void> setUp(Caller caller) {
        return project(caller.org(), "create a dbt workspace first")
                .invoke(TransformTaskService::requireWarehouse)
                .chain(() -> settings.publishSecrets(caller.org()))
                .chain(() -> tasks.ensureTransformTasks(caller.org()))
                .chain(system -> makeRunnable(caller, system));
    }

    /**
     * Makes a task with flags of a person's own, and the deployment that runs it: both or neither.
     *
     * @return the task. Fails with NOT_FOUND for an unknown slug and INVALID for unknown flags. Fails with BAD_REQUEST
     *     for a task of the system or without a workspace.
     */
    Uni<CustomTaskResponse> create(Caller caller, CustomTaskRequest request) {
        return project(caller.org(), "create a dbt workspace first")
                .chain(() -> tasks.draft(caller.org(), request.taskSlug(), request.parameters()))
                .invoke(TransformTaskService::requireRunnable)
                .chain(task -> deployments
                        .createManual(caller, task)
                        .map(deployment -> CustomTaskResponse.of(task, deployment)));
    }

    /**
     * Deletes all dbt tasks, out of pipelines too, and the secret of the repository. The warehouse's secret and the
     * files of a project without repository stay.
     *
     * @return fails with BAD_REQUEST when there is no workspace or while one of the tasks runs
     */
    public Uni<Void> tearDown(Caller caller) {
        return project(caller.org(), "dbt is not configured for this client")
                .chain(project -> tasks.transformTasks(caller.org())
                        .call(all -> requireIdle(caller.org(), all))
                        .chain(all -> deployments.deleteTasks(caller, all))
                        .chain(() -> project.repositorySecret() == null
                                ? Uni.createFrom().voidItem()
                                : prefect.deleteSecret(project.repositorySecret())));
    }

    /**
     * Deletes a task that a person made.
     *
     * @return fails with NOT_FOUND, with BAD_REQUEST when it is not one of those or runs now, with FORBIDDEN while a
     *     pipeline holds it
     */
    Uni<Void> delete(Caller caller, UUID uuid) {
        return tasks.get(caller.org(), uuid)
                .invoke(TransformTaskService::requireCustom)
                .call(task -> requireIdle(caller.org(), List.of(task)))
                .call(task -> deployments
                        .containing(caller.org(), List.of(task))
                        .invoke(TransformTaskService::requireNoPipeline))
                .chain(task -> deployments.deleteTasks(caller, List.of(task)));
    }

    private Uni<DbtSettings> project(OrgId org, String orElse) {
        return tenantTransactions
                .inOrg(org, () -> settings.find(org))
                .map(found -> found.orElseThrow(() -> Failure.badRequest(orElse)));
    }

    private Uni<Void> makeRunnable(Caller caller, List<OrgTaskView> system) {
        return Multi.createFrom()
                .iterable(system)
                .filter(task -> task.kind().isRunnable())
                .onItem()
                .transformToUniAndConcatenate(task -> deployments.createManual(caller, task))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> requireIdle(OrgId org, List<OrgTaskView> all) {
        List<Long> ids = all.stream().map(OrgTaskView::id).toList();
        return tenantTransactions
                .inOrg(org, () -> locks.holder(org, ids))
                .invoke(TransformTaskService::requireNotRunning)
                .replaceWithVoid();
    }

    private static void requireNotRunning(Optional<String> holder) {
        holder.ifPresent(person -> {
            throw Failure.badRequest("Cannot delete, " + person + " is running this operation");
        });
    }

    private static void requireWarehouse(DbtSettings project) {
        if (project.profileSecret() == null) {
            throw Failure.badRequest("need to set up a warehouse first");
        }
    }

    private static void requireRunnable(OrgTaskView task) {
        if (!task.kind().isRunnable()) {
            throw Failure.badRequest("task not supported");
        }
    }

    private static void requireCustom(OrgTaskView task) {
        if (task.connectionId() != null) {
            throw Failure.badRequest("task not supported");
        }
        if (!task.custom()) {
            throw Failure.badRequest("cannot delete system generated tasks");
        }
    }

    private static void requireNoPipeline(List<DeploymentView> containing) {
        if (containing.stream().anyMatch(DeploymentView::pipeline)) {
            throw new Failure(Problem.FORBIDDEN, "Cannot delete the orgtask since its part of a pipeline");
        }
    }
}
