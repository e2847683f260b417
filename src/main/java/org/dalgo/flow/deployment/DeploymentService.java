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
import org.dalgo.flow.deployment.DeploymentIntentRepository.Action;
import org.dalgo.flow.deployment.DeploymentIntentRepository.DeploymentIntent;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;

/**
 * Creates, changes and deletes deployments, here and in Prefect. Each change is an intent in a row before the request to Prefect;
 * our own row follows in the transaction that ends the intent. What a crash leaves in between, {@link DeploymentReconciler}
 * brings to an end. Not to be called within a unit of work, except for lookups.
 */
@ApplicationScoped
public class DeploymentService {

    private static final Logger LOG = Logger.getLogger(DeploymentService.class);

    private static final String NAME_INDEX = "deployment_pipeline_name";

    private record OpenedIntent(DeploymentIntent intent, JsonNode parameters) {}

    private final TenantTransactions tenantTransactions;
    private final DeploymentRepository deployments;
    private final DeploymentReader reader;
    private final DeploymentIntentRepository intents;
    private final DeploymentReconciler reconciler;
    private final PrefectDeployments prefect;
    private final FlowParametersBuilder parameters;
    private final TaskService tasks;
    private final DeploymentConfig config;
    private final DeploymentAudit audit;

    @Inject
    DeploymentService(
            TenantTransactions tenantTransactions,
            DeploymentRepository deployments,
            DeploymentReader reader,
            DeploymentIntentRepository intents,
            DeploymentReconciler reconciler,
            PrefectDeployments prefect,
            FlowParametersBuilder parameters,
            TaskService tasks,
            DeploymentConfig config,
            DeploymentAudit audit) {
        this.tenantTransactions = tenantTransactions;
        this.deployments = deployments;
        this.reader = reader;
        this.intents = intents;
        this.reconciler = reconciler;
        this.prefect = prefect;
        this.parameters = parameters;
        this.tasks = tasks;
        this.config = config;
        this.audit = audit;
    }

    /** The deployment with its steps; empty when the organisation has none of that id. */
    public Uni<Optional<DeploymentView>> find(OrgId org, UUID deploymentId) {
        return reader.byDeploymentId(org, deploymentId);
    }

    /** The deployment that runs this task alone. */
    public Uni<Optional<DeploymentView>> manualOf(OrgId org, OrgTaskView task) {
        return reader.manualOf(org, task.id());
    }

    /**
     * The parameters of the runs of a deployment, for a run that is to differ in some. Joins the transaction of the caller.
     *
     * @return the parameters; fails with BAD_REQUEST when a task needs what is not set up
     */
    public Uni<JsonNode> parameters(String orgSlug, DeploymentView deployment) {
        return parameters.build(orgSlug, deployment);
    }

    /**
     * The same for a run whose dbt project is not taken from where the organisation's settings say. Joins the transaction
     * of the caller.
     *
     * @param project where it is taken from
     */
    public Uni<JsonNode> parameters(String orgSlug, DeploymentView deployment, DbtSettings project) {
        return parameters.build(orgSlug, deployment, project);
    }

    /** All deployments that a task is a step of. */
    public Uni<List<DeploymentView>> containing(OrgId org, Collection<OrgTaskView> orgTasks) {
        return orgTasks.isEmpty() ? Uni.createFrom().item(List.of()) : reader.containing(org, ids(orgTasks));
    }

    /**
     * Makes a pipeline. A task of its chain that is not stored yet is stored with it.
     *
     * @return the pipeline. Fails with BAD_REQUEST when a task needs what is not set up, or with the failure of
     *     Prefect. A failure leaves nothing behind.
     */
    public Uni<DeploymentView> createPipeline(Caller by, DeploymentPlan plan) {
        return create(
                by,
                DeploymentView.newPipeline(
                        by.org(), by.orgSlug(), plan, config.queues().pipeline()));
    }

    /**
     * Makes a task runnable alone, after what it needs; answers the deployment there is when it was made before.
     *
     * @return the deployment; fails as {@link #createPipeline} does
     */
    public Uni<DeploymentView> createManual(Caller by, OrgTaskView task) {
        if (task.id() == null) {
            return createManualNow(by, task);
        }
        return manualOf(by.org(), task)
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : createManualNow(by, task));
    }

    /**
     * Makes a deployment what the plan says. A paused schedule stays paused.
     *
     * @return fails with NOT_FOUND when the organisation has no such deployment, else as {@link #createPipeline} does
     */
    public Uni<Void> update(Caller by, UUID deploymentId, DeploymentPlan plan) {
        return get(by.org(), deploymentId).chain(before -> update(by, before, before.withPlan(plan)));
    }

    /** Lets the schedule of a deployment make runs, or stops it. Without a schedule nothing happens. */
    public Uni<Void> setActive(Caller by, UUID deploymentId, boolean active) {
        return get(by.org(), deploymentId)
                .chain(deployment ->
                        deployment.cron() == null ? Uni.createFrom().voidItem() : setActive(by, deployment, active));
    }

    /** Deletes a deployment, first in Prefect, where it may be gone already. Fails with NOT_FOUND. */
    public Uni<Void> delete(Caller by, UUID deploymentId) {
        return get(by.org(), deploymentId).chain(deployment -> delete(by, deployment));
    }

    /** Deletes a deployment of an organisation that ends, without an author. */
    Uni<Void> delete(DeploymentView deployment) {
        return delete(deployment, () -> intents.open(Action.DELETE, deployment));
    }

    /**
     * Removes tasks. Deployments that run one of them alone are deleted. Pipelines continue without them, or are
     * deleted when no task is left. Then the tasks are deleted.
     */
    public Uni<Void> deleteTasks(Caller by, Collection<OrgTaskView> removed) {
        List<Long> gone = ids(removed);
        return containing(by.org(), removed)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(deployment -> deleteTasks(by, deployment, gone))
                .collect()
                .last()
                .chain(() -> tasks.remove(by.org(), gone));
    }

    /**
     * Writes the settings of dbt and Airbyte into all deployments of the organisation again. What fails now is done
     * later.
     */
    public Uni<Void> refresh(OrgId org, String orgSlug) {
        return tenantTransactions
                .inOrg(org, () -> reader.all(org).chain(this::openIntents))
                .chain(reconciler::reconcileAll);
    }

    private Uni<DeploymentView> get(OrgId org, UUID deploymentId) {
        return find(org, deploymentId).map(found -> found.orElseThrow(DeploymentService::notFound));
    }

    private Uni<DeploymentView> createManualNow(Caller by, OrgTaskView task) {
        String queue = task.kind().isDbt()
                ? config.queues().transform()
                : config.queues().sync();
        return tasks.resolveChain(by.org(), List.of(task))
                .chain(chain -> create(by, DeploymentView.newManual(by.org(), by.orgSlug(), chain, queue)));
    }

    private Uni<DeploymentView> create(Caller by, DeploymentView fresh) {
        return openIntent(Action.CREATE, by, fresh).chain(openedIntent -> prefect.create(
                        by.orgSlug(), fresh, openedIntent.parameters())
                .onFailure(DeploymentService::wasNotApplied)
                .call(() -> attempt(
                        "delete intent of " + fresh.deploymentName(), () -> deleteIntent(openedIntent.intent())))
                .chain(id -> storeOrCompensate(by, fresh.withPrefectId(id), openedIntent.intent())));
    }

    private Uni<OpenedIntent> openIntent(Action action, Caller by, DeploymentView deployment) {
        return tenantTransactions.inOrg(
                deployment.org(),
                () -> parameters.build(by.orgSlug(), deployment).chain(json -> intents.open(action, deployment, by)
                        .map(deploymentIntent -> new OpenedIntent(deploymentIntent, json))));
    }

    private Uni<DeploymentView> storeOrCompensate(Caller by, DeploymentView fresh, DeploymentIntent deploymentIntent) {
        return tenantTransactions
                .inOrg(fresh.org(), () -> storeUnlessThere(by, fresh, deploymentIntent))
                .onFailure(DeploymentService::isNameTaken)
                .transform(ignored -> nameTaken(fresh.name()))
                .onFailure()
                .call(() -> compensate(fresh, deploymentIntent))
                .call(kept -> kept.deploymentName().equals(fresh.deploymentName())
                        ? startSchedule(kept, deploymentIntent)
                        : compensate(fresh, deploymentIntent));
    }

    /** Two clicks at once may both have got this far; the row of the task decides which of them is the first. */
    private Uni<DeploymentView> storeUnlessThere(Caller by, DeploymentView fresh, DeploymentIntent deploymentIntent) {
        Long task = fresh.lastTask().id();
        if (fresh.pipeline() || task == null) {
            return store(by, fresh, deploymentIntent);
        }
        return tasks.lock(fresh.org(), task)
                .chain(() -> reader.manualOf(fresh.org(), task))
                .chain(there -> there.isEmpty()
                        ? store(by, fresh, deploymentIntent)
                        : Uni.createFrom().item(there.get()));
    }

    private Uni<DeploymentView> store(Caller by, DeploymentView fresh, DeploymentIntent deploymentIntent) {
        return storedTasks(fresh)
                .map(chain -> fresh.withPlan(
                        new DeploymentPlan(fresh.name(), chain, fresh.cron(), fresh.continueOnSyncFailure())))
                .chain(complete -> deployments.persistAndFlush(Deployment.of(complete)))
                .call(() -> fresh.cron() == null
                        ? intents.close(deploymentIntent)
                        : intents.markCreated(deploymentIntent, fresh.deploymentId()))
                .chain(() -> reader.byName(fresh.org(), fresh.deploymentName()))
                .map(Optional::orElseThrow)
                .call(made -> audit.created(by, made));
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
    private Uni<Void> startSchedule(DeploymentView fresh, DeploymentIntent deploymentIntent) {
        return fresh.cron() == null
                ? Uni.createFrom().voidItem()
                : attempt("start schedule of " + fresh.deploymentName(), () -> prefect.resume(fresh)
                        .chain(() -> tenantTransactions.inOrg(fresh.org(), () -> intents.close(deploymentIntent))));
    }

    private Uni<Void> compensate(DeploymentView fresh, DeploymentIntent deploymentIntent) {
        return attempt("take back " + fresh.deploymentName(), () -> prefect.delete(fresh.deploymentId())
                .chain(() -> deleteIntent(deploymentIntent)));
    }

    private Uni<Void> update(Caller by, DeploymentView before, DeploymentView wanted) {
        UUID deploymentId = wanted.deploymentId();
        return openIntent(Action.CHANGE, by, wanted)
                .call(openedIntent -> prefect.change(deploymentId, wanted.cron(), openedIntent.parameters()))
                .chain(openedIntent -> finish(
                        openedIntent.intent(),
                        deploymentId,
                        row -> row.updateFrom(wanted),
                        () -> audit.changed(by, before, wanted)))
                .onFailure(DeploymentService::isNameTaken)
                .transform(ignored -> nameTaken(wanted.name()));
    }

    private Uni<Void> setActive(Caller by, DeploymentView deployment, boolean active) {
        return tenantTransactions
                .inOrg(deployment.org(), () -> intents.open(Action.CHANGE, deployment, by))
                .call(() -> active ? prefect.resume(deployment) : prefect.pause(deployment))
                .chain(deploymentIntent -> finish(
                        deploymentIntent,
                        deployment.deploymentId(),
                        row -> row.scheduleActive = active,
                        () -> audit.scheduleToggled(by, deployment, active)));
    }

    private Uni<Void> finish(
            DeploymentIntent deploymentIntent,
            UUID deploymentId,
            Consumer<Deployment> change,
            Supplier<Uni<Void>> entry) {
        return tenantTransactions.inOrg(deploymentIntent.org(), () -> deployments
                .byDeploymentId(deploymentIntent.org(), deploymentId)
                .onItem()
                .ifNull()
                .failWith(DeploymentService::notFound)
                .invoke(change)
                .chain(entry::get)
                .chain(() -> intents.close(deploymentIntent)));
    }

    private Uni<Void> delete(Caller by, DeploymentView deployment) {
        return delete(deployment, () -> intents.open(Action.DELETE, deployment, by));
    }

    private Uni<Void> delete(DeploymentView deployment, Supplier<Uni<DeploymentIntent>> opening) {
        return tenantTransactions.inOrg(deployment.org(), opening).chain(deploymentIntent -> prefect.delete(
                        deployment.deploymentId())
                .onFailure(DeploymentService::wasNotApplied)
                .call(() -> attempt("keep " + deployment.deploymentName(), () -> deleteIntent(deploymentIntent)))
                .chain(() -> reconciler.deleteRow(deploymentIntent)));
    }

    private Uni<Void> deleteTasks(Caller by, DeploymentView deployment, List<Long> gone) {
        List<OrgTaskView> left = deployment.chain().stream()
                .filter(task -> !gone.contains(task.id()))
                .filter(task -> !task.kind().isPreparation())
                .toList();
        if (left.isEmpty() || !deployment.pipeline()) {
            return delete(by, deployment);
        }
        return tasks.resolveChain(deployment.org(), left)
                .chain(chain -> update(
                        by,
                        deployment.deploymentId(),
                        new DeploymentPlan(
                                deployment.name(), chain, deployment.cron(), deployment.continueOnSyncFailure())));
    }

    private Uni<List<DeploymentIntent>> openIntents(List<DeploymentView> all) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(deployment -> intents.open(Action.CHANGE, deployment))
                .collect()
                .asList();
    }

    private Uni<Void> deleteIntent(DeploymentIntent deploymentIntent) {
        return tenantTransactions.inOrg(deploymentIntent.org(), () -> intents.deleteIntent(deploymentIntent));
    }

    /** What fails here is left to the repair; the caller's own success or failure is what counts. */
    private static Uni<Void> attempt(String doing, Supplier<Uni<Void>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .invoke(failure -> LOG.warnf("could not %s now, it is done later: %s", doing, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Another pipeline of the organisation has that name. */
    public static Failure nameTaken(String name) {
        return Failure.conflict("There is a pipeline called " + name + " already. Choose another name.");
    }

    private static boolean isNameTaken(Throwable failure) {
        return failure instanceof ConstraintViolationException violation
                && NAME_INDEX.equals(violation.getConstraintName());
    }

    private static boolean wasNotApplied(Throwable failure) {
        return failure instanceof UpstreamFailure upstream && !upstream.outcomeUnknown();
    }

    private static List<Long> ids(Collection<OrgTaskView> orgTasks) {
        return orgTasks.stream().map(OrgTaskView::id).filter(Objects::nonNull).toList();
    }

    private static Failure notFound() {
        return Failure.notFound("pipeline not found");
    }
}
