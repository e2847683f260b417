package org.dalgo.flow.pipeline;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentPlan;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What a pipeline may be: checks it whole before anything is made of it. */
@ApplicationScoped
public class PipelineService {

    private final TenantTransactions tenantTransactions;
    private final PipelineRepository lists;
    private final PipelineTaskResolver pipelineTaskResolver;
    private final TaskService tasks;
    private final DeploymentService deployments;

    @Inject
    PipelineService(
            TenantTransactions tenantTransactions,
            PipelineRepository lists,
            PipelineTaskResolver pipelineTaskResolver,
            TaskService tasks,
            DeploymentService deployments) {
        this.tenantTransactions = tenantTransactions;
        this.lists = lists;
        this.pipelineTaskResolver = pipelineTaskResolver;
        this.tasks = tasks;
        this.deployments = deployments;
    }

    /** All pipelines with their last run and the lock on any of their tasks. */
    Uni<List<PipelineSummary>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> lists.pipelines(org));
    }

    /** One pipeline; fails with NOT_FOUND. */
    Uni<PipelineResponse> get(OrgId org, UUID deploymentId) {
        return pipeline(org, deploymentId).map(PipelineResponse::of);
    }

    /**
     * Makes a pipeline.
     *
     * @return the pipeline; fails with BAD_REQUEST naming the field that is wrong, or with the failure of Prefect: nothing
     *     has been made then
     */
    public Uni<CreatedPipelineResponse> create(Caller caller, PipelineRequest request) {
        return Uni.createFrom()
                .deferred(() -> plan(caller.org(), request, Optional.empty()))
                .chain(plan -> deployments.createPipeline(caller, plan))
                .map(CreatedPipelineResponse::of);
    }

    /** Changes a pipeline; a paused one stays paused. Fails with NOT_FOUND, else as {@link #create} does. */
    public Uni<Void> update(Caller caller, UUID deploymentId, PipelineRequest request) {
        return pipeline(caller.org(), deploymentId)
                .chain(pipeline -> plan(caller.org(), request, Optional.of(pipeline)))
                .chain(plan -> deployments.update(caller, deploymentId, plan));
    }

    /** Lets the schedule make runs, or stops it; fails with NOT_FOUND. */
    public Uni<Void> setActive(Caller caller, UUID deploymentId, boolean active) {
        return pipeline(caller.org(), deploymentId).chain(() -> deployments.setActive(caller, deploymentId, active));
    }

    /** Deletes a pipeline; fails with NOT_FOUND, or with CONFLICT naming the person who runs it now. */
    public Uni<Void> delete(Caller caller, UUID deploymentId) {
        OrgId org = caller.org();
        return pipeline(org, deploymentId)
                .chain(pipeline -> tenantTransactions.inOrg(org, () -> lists.findRunner(org, pipeline.id())))
                .invoke(PipelineService::requireIdle)
                .chain(() -> deployments.delete(caller, deploymentId));
    }

    private Uni<DeploymentView> pipeline(OrgId org, UUID deploymentId) {
        return deployments.find(org, deploymentId).map(found -> found.filter(DeploymentView::pipeline)
                .orElseThrow(() -> Failure.notFound("pipeline does not exist")));
    }

    private Uni<DeploymentPlan> plan(OrgId org, PipelineRequest request, Optional<DeploymentView> before) {
        String name = name(request, before);
        String cron = request.cron() == null
                ? before.map(DeploymentView::cron).orElse(null)
                : CronExpression.normalise(request.cron());
        boolean continues = request.continueOnSyncFailure() == null
                ? before.map(DeploymentView::continueOnSyncFailure).orElse(false)
                : request.continueOnSyncFailure();
        List<OrgTaskView> chain = before.map(DeploymentView::chain).orElse(List.of());
        return requireFreeName(org, name, before)
                .chain(() -> syncs(org, request, chain))
                .chain(syncs -> transforms(org, request, chain).map(transforms -> join(syncs, transforms)))
                .chain(chosen -> tasks.resolveChain(org, chosen))
                .map(ordered -> new DeploymentPlan(name, ordered, cron, continues));
    }

    /** Names distinguish pipelines for people; a unique index holds for two requests at once. */
    private Uni<Void> requireFreeName(OrgId org, String name, Optional<DeploymentView> before) {
        if (before.map(DeploymentView::name).filter(name::equals).isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return tenantTransactions
                .inOrg(
                        org,
                        () -> lists.names(org, before.map(DeploymentView::id).orElse(null)))
                .invoke(names -> {
                    if (names.stream().map(PipelineService::folded).anyMatch(folded(name)::equals)) {
                        throw DeploymentService.nameTaken(name);
                    }
                })
                .replaceWithVoid();
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private Uni<List<OrgTaskView>> syncs(OrgId org, PipelineRequest request, List<OrgTaskView> before) {
        return request.connections() == null
                ? Uni.createFrom()
                        .item(before.stream()
                                .filter(task -> task.kind().isSync())
                                .toList())
                : pipelineTaskResolver.syncs(org, request.connectionIds());
    }

    private Uni<List<OrgTaskView>> transforms(OrgId org, PipelineRequest request, List<OrgTaskView> before) {
        return request.transformTasks() == null
                ? Uni.createFrom()
                        .item(before.stream()
                                .filter(task -> task.kind().isDbt())
                                .toList())
                : pipelineTaskResolver.transforms(org, request.taskUuids());
    }

    private static String name(PipelineRequest request, Optional<DeploymentView> before) {
        String name = request.name() == null ? before.map(DeploymentView::name).orElse("") : request.name();
        if (name.isBlank()) {
            throw Failure.badRequest("must provide a name for the flow");
        }
        return name.strip();
    }

    private static List<OrgTaskView> join(List<OrgTaskView> syncs, List<OrgTaskView> transforms) {
        List<OrgTaskView> chosen = new ArrayList<>(syncs);
        transforms.stream().filter(task -> !task.kind().isPreparation()).forEach(chosen::add);
        if (chosen.isEmpty()) {
            throw Failure.badRequest("connections, transformTasks: a pipeline needs at least one of them");
        }
        return chosen;
    }

    private static void requireIdle(Optional<String> runner) {
        runner.ifPresent(person -> {
            throw Failure.conflict(person + " is running this pipeline right now. Cancel the run first.");
        });
    }
}
