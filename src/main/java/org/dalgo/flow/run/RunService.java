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
import org.dalgo.flow.run.state.ProgressKey;
import org.dalgo.flow.run.state.RunAudit;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunDispatcher;
import org.dalgo.flow.run.state.RunEventPublisher;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.flow.run.state.StartedRun;
import org.dalgo.flow.run.state.StateChange;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.run.CancelOutcome;
import org.dalgo.upstream.prefect.run.StateType;

/** Starts, cancels and reads runs. */
@ApplicationScoped
public class RunService {

    private final TenantTransactions tenantTransactions;
    private final DeploymentService deployments;
    private final RunRepository runs;
    private final LockService locks;
    private final RunDispatcher dispatcher;
    private final RunStateWriter stateWriter;
    private final RunEventPublisher eventPublisher;
    private final RunAudit audit;
    private final PrefectAdapter prefect;
    private final RunConfig config;

    @Inject
    RunService(
            TenantTransactions tenantTransactions,
            DeploymentService deployments,
            RunRepository runs,
            LockService locks,
            RunDispatcher dispatcher,
            RunStateWriter stateWriter,
            RunEventPublisher eventPublisher,
            RunAudit audit,
            PrefectAdapter prefect,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.deployments = deployments;
        this.runs = runs;
        this.locks = locks;
        this.dispatcher = dispatcher;
        this.stateWriter = stateWriter;
        this.eventPublisher = eventPublisher;
        this.audit = audit;
        this.prefect = prefect;
        this.config = config;
    }

    /**
     * Starts a run of a deployment: a pipeline, the sync of a connection or a single task.
     *
     * @return the run. Fails with NOT_FOUND for a deployment that is absent or belongs to another organisation, INVALID
     *     for one without tasks. Fails with BAD_REQUEST naming the member whose run holds a task, or with the failure
     *     of Prefect.
     */
    public Uni<StartedRun> start(Caller caller, UUID deploymentId) {
        return tenantTransactions
                .inOrg(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .chain(deployment -> persist(caller, deployment, null, null)))
                .chain(dispatcher::dispatch);
    }

    /**
     * Starts a clear of some streams of a connection.
     *
     * @return the run; fails with BAD_REQUEST when the deployment does not clear that connection, else as
     *     {@link #start} does
     */
    Uni<StartedRun> clearStreams(Caller caller, UUID deploymentId, ClearStreamsRequest request) {
        return tenantTransactions
                .inOrg(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .invoke(request::requireClearing)
                        .chain(deployment -> deployments
                                .parameters(caller.orgSlug(), deployment)
                                .map(request::narrow)
                                .chain(narrowed -> persist(caller, deployment, narrowed, null))))
                .chain(dispatcher::dispatch);
    }

    /**
     * Starts a run of a deployment that differs from its others.
     *
     * @return the run; fails with INVALID when its last task does not take the parameters, else as {@link #start} does
     */
    public Uni<StartedRun> startWithOverrides(Caller caller, UUID deploymentId, RunOverrides overrides) {
        return tenantTransactions
                .inOrg(caller.org(), () -> runnable(caller.org(), deploymentId)
                        .map(deployment -> deployment.with(overrides.parameters()))
                        .chain(deployment -> deployments
                                .parameters(caller.orgSlug(), deployment, overrides.project())
                                .chain(differing -> persist(caller, deployment, differing, overrides.progress()))))
                .chain(dispatcher::dispatch);
    }

    /** One run of the organisation; fails with NOT_FOUND. */
    Uni<RunRow> get(OrgId org, UUID flowRunId) {
        return tenantTransactions
                .inOrg(org, () -> runs.byFlowRun(org, flowRunId))
                .map(found -> found.orElseThrow(RunService::notFound));
    }

    /** Requests the cancellation of a run; fails with BAD_REQUEST when it had ended before. */
    Uni<Void> cancel(Caller caller, UUID flowRunId) {
        return get(caller.org(), flowRunId).chain(run -> prefect.cancel(flowRunId, "cancelled by " + caller.email())
                .invoke(RunService::requireNotEnded)
                .chain(outcome -> stateAfter(flowRunId, outcome))
                .chain(state -> recordCancellation(caller, run, state)));
    }

    private Uni<Void> recordCancellation(Caller caller, RunRow run, StateChange state) {
        return tenantTransactions.inOrg(
                caller.org(),
                () -> stateWriter.apply(run.flowRunId(), state).chain(() -> audit.cancelled(caller, run)));
    }

    /** Prefect's state, or ours when Prefect does not answer any more: it has accepted the cancellation. */
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

    /** Fails with BAD_REQUEST naming who runs one of the deployment's tasks now. Joins the transaction of the caller. */
    public Uni<Void> requireFree(OrgId org, DeploymentView deployment) {
        return locks.requireFree(org, taskIds(deployment));
    }

    private static List<Long> taskIds(DeploymentView deployment) {
        return deployment.chain().stream().map(OrgTaskView::id).distinct().toList();
    }

    private Uni<RunRow> persist(Caller caller, DeploymentView deployment, JsonNode parameters, ProgressKey progress) {
        Instant due = Instant.now().plus(config.dispatchGrace());
        return runs.insert(caller, deployment, parameters, progress, due)
                .call(id -> locks.acquireAll(
                        new LockRequest(caller.org(), id, deployment.id(), caller.account(), taskIds(deployment))))
                .chain(runs::byId)
                .map(row -> row.orElseThrow())
                .call(eventPublisher::publishChange)
                .call(row -> audit.started(caller, deployment, row.id()));
    }

    private static void requireNotEnded(CancelOutcome outcome) {
        if (outcome.kind() == CancelOutcome.Kind.ALREADY_ENDED) {
            throw Failure.badRequest("The run has already ended.");
        }
    }

    private static Failure notFound() {
        return Failure.notFound("flow run not found");
    }
}
