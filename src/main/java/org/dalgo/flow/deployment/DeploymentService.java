package org.dalgo.flow.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dalgo.flow.deployment.DeploymentIntents.Action;
import org.dalgo.flow.deployment.DeploymentIntents.Intent;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.UpstreamFailure;
import org.jboss.logging.Logger;

/**
 * Creates, changes and deletes deployments, here and in Prefect. Each change is an intent in a row before Prefect is asked;
 * our own row follows in the transaction that ends the intent. What a crash leaves in between, {@link DeploymentRepair}
 * brings to an end. Not to be called within a unit of work, except for lookups.
 */
@ApplicationScoped
public class DeploymentService {

    private static final Logger LOG = Logger.getLogger(DeploymentService.class);

    private record Begun(Intent intent, JsonNode parameters) {}

    private final Door door;
    private final Sql sql;
    private final DeploymentRepository deployments;
    private final DeploymentReader reader;
    private final DeploymentIntents intents;
    private final DeploymentRepair repair;
    private final PrefectDeployments prefect;
    private final RunParameters parameters;
    private final TaskService tasks;
    private final DeploymentConfig config;

    @Inject
    DeploymentService(
            Door door,
            Sql sql,
            DeploymentRepository deployments,
            DeploymentReader reader,
            DeploymentIntents intents,
            DeploymentRepair repair,
            PrefectDeployments prefect,
            RunParameters parameters,
            TaskService tasks,
            DeploymentConfig config) {
        this.door = door;
        this.sql = sql;
        this.deployments = deployments;
        this.reader = reader;
        this.intents = intents;
        this.repair = repair;
        this.prefect = prefect;
        this.parameters = parameters;
        this.tasks = tasks;
        this.config = config;
    }

    /** The deployment with its steps; empty when the organisation has none of that id. */
    public Uni<Optional<DeploymentView>> find(OrgId org, UUID deploymentId) {
        return reader.byDeploymentId(org, deploymentId);
    }

    /** The deployment that runs this task alone. */
    public Uni<Optional<DeploymentView>> manualOf(OrgId org, OrgTaskView task) {
        return reader.manualOf(org, task.id());
    }

    /** All deployments that a task is a step of. */
    public Uni<List<DeploymentView>> containing(OrgId org, Collection<OrgTaskView> orgTasks) {
        return orgTasks.isEmpty() ? Uni.createFrom().item(List.of()) : reader.containing(org, ids(orgTasks));
    }

    /**
     * Makes a pipeline. A task of its chain that is not stored yet is stored with it.
     *
     * @return the pipeline; fails with BAD_REQUEST when a task needs what is not set up, or with the failure of Prefect:
     *     nothing has been made then
     */
    public Uni<DeploymentView> createPipeline(OrgId org, String orgSlug, DeploymentPlan plan) {
        return create(
                orgSlug,
                DeploymentView.newPipeline(org, orgSlug, plan, config.queues().pipeline()));
    }

    /**
     * Makes a task runnable alone, after what it needs; answers the deployment there is when it was made before.
     *
     * @return the deployment; fails as {@link #createPipeline} does
     */
    public Uni<DeploymentView> createManual(OrgId org, String orgSlug, OrgTaskView task) {
        if (task.id() == null) {
            return createManualNow(org, orgSlug, task);
        }
        return manualOf(org, task)
                .chain(found ->
                        found.isPresent() ? Uni.createFrom().item(found.get()) : createManualNow(org, orgSlug, task));
    }

    /**
     * Makes a deployment what the plan says. A paused schedule stays paused.
     *
     * @return fails with NOT_FOUND when the organisation has no such deployment, else as {@link #createPipeline} does
     */
    public Uni<Void> update(OrgId org, String orgSlug, UUID deploymentId, DeploymentPlan plan) {
        return get(org, deploymentId).map(before -> before.following(plan)).chain(wanted -> begin(
                        Action.CHANGE, orgSlug, wanted)
                .call(begun -> prefect.change(deploymentId, plan.cron(), begun.parameters()))
                .chain(begun -> finish(begun.intent(), deploymentId, row -> row.follow(wanted))));
    }

    /** Lets the schedule of a deployment make runs, or stops it. Without a schedule nothing happens. */
    public Uni<Void> setActive(OrgId org, UUID deploymentId, boolean active) {
        return get(org, deploymentId)
                .chain(deployment ->
                        deployment.cron() == null ? Uni.createFrom().voidItem() : setActive(deployment, active));
    }

    /** Deletes a deployment, first in Prefect, where it may be gone already. Fails with NOT_FOUND. */
    public Uni<Void> delete(OrgId org, UUID deploymentId) {
        return get(org, deploymentId).chain(this::delete);
    }

    /**
     * Takes tasks out of everything: deployments that run one alone are deleted, pipelines go on without them or, when
     * nothing else is left, are deleted too; then the tasks themselves.
     */
    public Uni<Void> withdraw(OrgId org, String orgSlug, Collection<OrgTaskView> withdrawn) {
        List<Long> gone = ids(withdrawn);
        return containing(org, withdrawn)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(deployment -> withdraw(orgSlug, deployment, gone))
                .collect()
                .last()
                .chain(() -> tasks.remove(org, gone));
    }

    /**
     * Writes the settings of dbt and Airbyte into all deployments of the organisation again. What fails now is done
     * later.
     */
    public Uni<Void> refresh(OrgId org, String orgSlug) {
        return door.enter(org, () -> reader.all(org).chain(this::openAll)).chain(repair::all);
    }

    private Uni<DeploymentView> get(OrgId org, UUID deploymentId) {
        return find(org, deploymentId).map(found -> found.orElseThrow(DeploymentService::absent));
    }

    private Uni<DeploymentView> createManualNow(OrgId org, String orgSlug, OrgTaskView task) {
        String queue = task.kind().isDbt()
                ? config.queues().transform()
                : config.queues().sync();
        return tasks.chain(org, List.of(task))
                .chain(chain -> create(orgSlug, DeploymentView.newManual(org, orgSlug, chain, queue)));
    }

    private Uni<DeploymentView> create(String orgSlug, DeploymentView fresh) {
        return begin(Action.CREATE, orgSlug, fresh).chain(begun -> prefect.create(orgSlug, fresh, begun.parameters())
                .onFailure(DeploymentService::surelyNotDone)
                .call(() -> quietly("forget " + fresh.deploymentName(), () -> drop(begun.intent())))
                .chain(id -> keep(fresh.known(id), begun.intent())));
    }

    private Uni<Begun> begin(Action action, String orgSlug, DeploymentView deployment) {
        return door.enter(deployment.org(), () -> parameters
                .of(orgSlug, deployment)
                .chain(json -> intents.open(action, deployment).map(intent -> new Begun(intent, json))));
    }

    private Uni<DeploymentView> keep(DeploymentView fresh, Intent intent) {
        return door.enter(fresh.org(), () -> storeUnlessThere(fresh, intent))
                .onFailure()
                .call(() -> undo(fresh, intent))
                .call(kept -> kept.deploymentName().equals(fresh.deploymentName())
                        ? start(kept, intent)
                        : undo(fresh, intent));
    }

    /** Two clicks at once may both have got this far; the row of the task decides which of them is the first. */
    private Uni<DeploymentView> storeUnlessThere(DeploymentView fresh, Intent intent) {
        Long task = fresh.lastTask().id();
        if (fresh.pipeline() || task == null) {
            return store(fresh, intent);
        }
        return sql.first("select id from org_task where id = $1 for update", task)
                .chain(() -> reader.manualOf(fresh.org(), task))
                .chain(there -> there.isEmpty()
                        ? store(fresh, intent)
                        : Uni.createFrom().item(there.get()));
    }

    private Uni<DeploymentView> store(DeploymentView fresh, Intent intent) {
        return storedTasks(fresh)
                .map(chain -> fresh.following(
                        new DeploymentPlan(fresh.name(), chain, fresh.cron(), fresh.continueOnSyncFailure())))
                .chain(complete -> deployments.persistAndFlush(Deployment.of(complete)))
                .call(() ->
                        fresh.cron() == null ? intents.close(intent) : intents.created(intent, fresh.deploymentId()))
                .chain(() -> reader.byName(fresh.org(), fresh.deploymentName()))
                .map(Optional::orElseThrow);
    }

    private Uni<List<OrgTaskView>> storedTasks(DeploymentView fresh) {
        return Multi.createFrom()
                .iterable(fresh.chain())
                .onItem()
                .transformToUniAndConcatenate(task -> task.id() == null
                        ? tasks.store(fresh.org(), task)
                        : Uni.createFrom().item(task))
                .collect()
                .asList();
    }

    /** The row stands; a schedule that cannot be started now is started by the repair. */
    private Uni<Void> start(DeploymentView fresh, Intent intent) {
        return fresh.cron() == null
                ? Uni.createFrom().voidItem()
                : quietly("start schedule of " + fresh.deploymentName(), () -> prefect.resume(fresh)
                        .chain(() -> door.enter(fresh.org(), () -> intents.close(intent))));
    }

    private Uni<Void> undo(DeploymentView fresh, Intent intent) {
        return quietly("take back " + fresh.deploymentName(), () -> prefect.delete(fresh.deploymentId())
                .chain(() -> drop(intent)));
    }

    private Uni<Void> setActive(DeploymentView deployment, boolean active) {
        return door.enter(deployment.org(), () -> intents.open(Action.CHANGE, deployment))
                .call(() -> active ? prefect.resume(deployment) : prefect.pause(deployment))
                .chain(intent -> finish(intent, deployment.deploymentId(), row -> row.scheduleActive = active));
    }

    private Uni<Void> finish(Intent intent, UUID deploymentId, Consumer<Deployment> change) {
        return door.enter(intent.org(), () -> deployments
                .byDeploymentId(intent.org(), deploymentId)
                .onItem()
                .ifNull()
                .failWith(DeploymentService::absent)
                .invoke(change)
                .chain(() -> intents.close(intent)));
    }

    private Uni<Void> delete(DeploymentView deployment) {
        return door.enter(deployment.org(), () -> intents.open(Action.DELETE, deployment))
                .chain(intent -> prefect.delete(deployment.deploymentId())
                        .onFailure(DeploymentService::surelyNotDone)
                        .call(() -> quietly("keep " + deployment.deploymentName(), () -> drop(intent)))
                        .chain(() -> repair.forget(intent)));
    }

    private Uni<Void> withdraw(String orgSlug, DeploymentView deployment, List<Long> gone) {
        List<OrgTaskView> left = deployment.chain().stream()
                .filter(task -> !gone.contains(task.id()))
                .filter(task -> !task.kind().isPreparation())
                .toList();
        if (left.isEmpty() || !deployment.pipeline()) {
            return delete(deployment);
        }
        return tasks.chain(deployment.org(), left)
                .chain(chain -> update(
                        deployment.org(),
                        orgSlug,
                        deployment.deploymentId(),
                        new DeploymentPlan(
                                deployment.name(), chain, deployment.cron(), deployment.continueOnSyncFailure())));
    }

    private Uni<List<Intent>> openAll(List<DeploymentView> all) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(deployment -> intents.open(Action.CHANGE, deployment))
                .collect()
                .asList();
    }

    private Uni<Void> drop(Intent intent) {
        return door.enter(intent.org(), () -> intents.drop(intent));
    }

    /** What fails here is left to the repair; the caller's own success or failure is what counts. */
    private static Uni<Void> quietly(String doing, Supplier<Uni<Void>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .invoke(failure -> LOG.warnf("could not %s now, it is done later: %s", doing, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static boolean surelyNotDone(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && !upstream.outcomeUnknown();
    }

    private static List<Long> ids(Collection<OrgTaskView> orgTasks) {
        return orgTasks.stream().map(OrgTaskView::id).filter(Objects::nonNull).toList();
    }

    private static Failure absent() {
        return Failure.notFound("pipeline not found");
    }
}
