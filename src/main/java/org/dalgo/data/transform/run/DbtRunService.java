package org.dalgo.data.transform.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.data.transform.project.WorkingCopyService;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.run.RunOverrides;
import org.dalgo.flow.run.RunService;
import org.dalgo.flow.run.state.ProgressKey;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.flow.task.TaskParameters;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Runs the present files of the canvas on a worker: a run of the organisation's {@code dbt run}, with its locks and in
 * its history.
 */
@ApplicationScoped
class DbtRunService {

    private final TenantTransactions tenantTransactions;
    private final DbtProjectService projects;
    private final WorkingCopyService drafts;
    private final SourceSelectorRewriter tables;
    private final TaskService tasks;
    private final DeploymentService deployments;
    private final RunService runs;

    @Inject
    DbtRunService(
            TenantTransactions tenantTransactions,
            DbtProjectService projects,
            WorkingCopyService drafts,
            SourceSelectorRewriter tables,
            TaskService tasks,
            DeploymentService deployments,
            RunService runs) {
        this.tenantTransactions = tenantTransactions;
        this.projects = projects;
        this.drafts = drafts;
        this.tables = tables;
        this.tasks = tasks;
        this.deployments = deployments;
        this.runs = runs;
    }

    /**
     * Starts such a run.
     *
     * @param wanted flags and options of {@code dbt run}
     * @return the key of its progress. Fails with INVALID for unknown parameters, and with the failure of Prefect.
     *     Fails with BAD_REQUEST without a workspace or a warehouse, and while another run holds one of its tasks.
     */
    Uni<UUID> start(Caller by, TaskParameters wanted) {
        ProgressKey progress = new ProgressKey("run-dbt-commands-" + by.orgSlug(), UUID.randomUUID());
        return projects.find(by.org())
                .map(DbtRunService::requireProject)
                .chain(() -> tenantTransactions.inOrg(by.org(), () -> select(by, wanted)))
                .map(parameters -> parameters.validatedFor(TaskKind.DBT_RUN))
                .chain(parameters -> deployment(by)
                        // Before anything is handed over: what another run has not fetched yet stays as it is.
                        .call(deployment ->
                                tenantTransactions.inOrg(by.org(), () -> runs.requireFree(by.org(), deployment)))
                        .chain(deployment -> drafts.upload(by)
                                .map(DbtRunService::requireProject)
                                .map(project -> new RunOverrides(parameters, project, progress))
                                .chain(variant -> runs.startWithOverrides(by, deployment.deploymentId(), variant))))
                .replaceWith(progress.id());
    }

    private Uni<TaskParameters> select(Caller by, TaskParameters wanted) {
        return tables.rewrite(by.org(), wanted.options().get(DbtRunRequest.SELECT))
                .map(select -> {
                    Map<String, String> options = new HashMap<>(wanted.options());
                    options.put(DbtRunRequest.SELECT, select);
                    return new TaskParameters(wanted.flags(), options);
                });
    }

    private Uni<DeploymentView> deployment(Caller by) {
        return tasks.ensureTransformTasks(by.org())
                .map(DbtRunService::dbtRun)
                .chain(task -> deployments.createManual(by, task));
    }

    private static OrgTaskView dbtRun(List<OrgTaskView> system) {
        return system.stream()
                .filter(task -> task.kind() == TaskKind.DBT_RUN)
                .findFirst()
                .orElseThrow();
    }

    private static DbtSettings requireProject(Optional<DbtSettings> project) {
        return project.orElseThrow(() -> Failure.badRequest("transform not setup for the client"));
    }
}
