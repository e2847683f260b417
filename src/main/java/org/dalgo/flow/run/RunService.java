package org.dalgo.flow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.lock.LockRequest;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.upstream.prefect.CancelOutcome;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.StateType;

/** Starts and cancels runs, and tells about them. */
@ApplicationScoped
public class RunService {

    private final Door door;
    private final DeploymentService deployments;
    private final RunRepository runs;
    private final LockService locks;
    private final RunDispatcher dispatcher;
    private final RunJournal journal;
    private final RunAnnouncer announcer;
    private final RunAudit audit;
    private final PrefectAdapter prefect;
    private final RunConfig config;

    @Inject
    RunService(
            Door door,
            DeploymentService deployments,
            RunRepository runs,
            LockService locks,
            RunDispatcher dispatcher,
            RunJournal journal,
            RunAnnouncer announcer,
            RunAudit audit,
            PrefectAdapter prefect,
            RunConfig config) {
        this.door = door;
        this.deployments = deployments;
        this.runs = runs;
        this.locks = locks;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.announcer = announcer;
        this.audit = audit;
        this.prefect = prefect;
        this.config = config;
    }

    /**
     * Starts a run of a deployment: a pipeline, the sync of a connection or a single task.
     *
     * @return the run; fails with NOT_FOUND for a deployment of nobody or of somebody else, INVALID when it has no
     *     tasks, BAD_REQUEST naming who runs one of them now, or with the failure of Prefect
     */
    public Uni<StartedRun> start(Caller caller, UUID deploymentId) {
        return door.enter(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .chain(deployment -> writeDown(caller, deployment, null, null)))
                .chain(dispatcher::dispatch);
    }

    /**
     * Starts a clear of some streams of a connection.
     *
     * @return the run; fails with BAD_REQUEST when the deployment does not clear that connection, else as
     *     {@link #start} does
     */
    Uni<StartedRun> clearStreams(Caller caller, UUID deploymentId, ClearStreamsRequest request) {
        return door.enter(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .invoke(request::requireClearing)
                        .chain(deployment -> deployments
                                .parameters(caller.orgSlug(), deployment)
                                .map(request::narrow)
                                .chain(narrowed -> writeDown(caller, deployment, narrowed, null))))
                .chain(dispatcher::dispatch);
    }

    /**
     * Starts a run of a deployment that differs from its others.
     *
     * @return the run; fails with INVALID when its last task does not take the parameters, else as {@link #start} does
     */
    public Uni<StartedRun> startVariant(Caller caller, UUID deploymentId, RunVariant variant) {
        return door.enter(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .map(deployment -> deployment.with(variant.parameters()))
                        .chain(deployment -> deployments
                                .parameters(caller.orgSlug(), deployment, variant.project())
                                .chain(differing -> writeDown(caller, deployment, differing, variant.progress()))))
                .chain(dispatcher::dispatch);
    }

    /** One run of the organisation; fails with NOT_FOUND. */
    Uni<RunRow> get(OrgId org, UUID flowRunId) {
        return door.enter(org, () -> runs.byFlowRun(org, flowRunId))
                .map(found -> found.orElseThrow(RunService::absent));
    }

    /** Asks a run to stop; fails with BAD_REQUEST when it had ended before. */
    Uni<Void> cancel(Caller caller, UUID flowRunId) {
        return get(caller.org(), flowRunId).chain(run -> prefect.cancel(flowRunId, "cancelled by " + caller.email())
                .invoke(RunService::requireOpen)
                .chain(outcome -> stateAfter(flowRunId, outcome))
                .chain(state -> note(caller, run, state)));
    }

    private Uni<Void> note(Caller caller, RunRow run, StateChange state) {
        return door.enter(
                caller.org(), () -> journal.note(run.flowRunId(), state).chain(() -> audit.cancelled(caller, run)));
    }

    /** Prefect's own words, or ours when it does not answer any more: that it obeyed is known. */
    private Uni<StateChange> stateAfter(UUID flowRunId, CancelOutcome outcome) {
        boolean done = outcome.kind() == CancelOutcome.Kind.CANCELLED;
        StateType type = done ? StateType.CANCELLED : StateType.CANCELLING;
        return prefect.getFlowRun(flowRunId)
                .onFailure(UpstreamFailure.class)
                .recoverWithItem(Optional.empty())
                .map(run -> run.map(StateChange::of)
                        .orElseGet(() -> StateChange.of(type, done ? "Cancelled" : "Cancelling", Instant.now())));
    }

    private Uni<DeploymentView> runnable(OrgId org, UUID deploymentId) {
        return deployments.find(org, deploymentId).map(found -> {
            DeploymentView deployment = found.orElseThrow(() -> Failure.notFound("pipeline not found"));
            if (deployment.steps().isEmpty()) {
                throw new Failure(Problem.INVALID, "no org task mapped to the deployment");
            }
            return deployment;
        });
    }

    /** Fails with BAD_REQUEST naming who runs one of the deployment's tasks now. Joins the unit of work in hand. */
    public Uni<Void> requireFree(OrgId org, DeploymentView deployment) {
        return locks.requireFree(org, taskIds(deployment));
    }

    private static List<Long> taskIds(DeploymentView deployment) {
        return deployment.chain().stream().map(OrgTaskView::id).distinct().toList();
    }

    private Uni<RunRow> writeDown(Caller caller, DeploymentView deployment, JsonNode parameters, ProgressKey progress) {
        Run run = new Run();
        run.org = caller.org().value();
        run.deployment = deployment.id();
        run.deploymentId = deployment.deploymentId();
        run.idempotencyKey = UUID.randomUUID();
        run.account = caller.account();
        run.parameters = parameters;
        if (progress != null) {
            run.progressKey = progress.hashkey();
            run.progressId = progress.id();
        }
        run.dispatchDue = Instant.now().plus(config.dispatchGrace());
        return runs.persistAndFlush(run)
                .chain(saved -> locks.acquireAll(new LockRequest(
                        caller.org(), saved.id, deployment.id(), caller.account(), taskIds(deployment))))
                .chain(() -> runs.byId(run.id))
                .map(row -> row.orElseThrow())
                .call(announcer::changed)
                .call(row -> audit.started(caller, deployment, row.id()));
    }

    private static void requireOpen(CancelOutcome outcome) {
        if (outcome.kind() == CancelOutcome.Kind.ALREADY_ENDED) {
            throw Failure.badRequest("the run has already ended");
        }
    }

    private static Failure absent() {
        return Failure.notFound("flow run not found");
    }
}
