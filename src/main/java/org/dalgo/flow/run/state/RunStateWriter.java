package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dalgo.flow.lock.LockRequest;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.run.result.OutcomeReader;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.StateType;

/**
 * Writes the states of runs that Prefect reports. A state, the end of its steps, the release of its locks and their
 * notifications are one transaction. Writing the same state twice changes nothing.
 */
@ApplicationScoped
public class RunStateWriter {

    private final TenantTransactions tenantTransactions;
    private final RunDeploymentRepository deployments;
    private final RunRepository runs;
    private final LockService locks;
    private final OutcomeReader outcomes;
    private final RunFailureNotifier failureNotifier;
    private final RunEventPublisher eventPublisher;
    private final Instance<RunListener> listeners;

    @Inject
    RunStateWriter(
            TenantTransactions tenantTransactions,
            RunDeploymentRepository deployments,
            RunRepository runs,
            LockService locks,
            OutcomeReader outcomes,
            RunFailureNotifier failureNotifier,
            RunEventPublisher eventPublisher,
            Instance<RunListener> listeners) {
        this.tenantTransactions = tenantTransactions;
        this.deployments = deployments;
        this.runs = runs;
        this.locks = locks;
        this.outcomes = outcomes;
        this.failureNotifier = failureNotifier;
        this.eventPublisher = eventPublisher;
        this.listeners = listeners;
    }

    /** Whether we have a row for that flow run. */
    public Uni<Boolean> isKnown(UUID flowRunId) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> runs.byFlowRunAcrossOrgs(flowRunId))
                .map(Optional::isPresent);
    }

    /** Notes that the process of a run lives. */
    public Uni<Void> recordHeartbeat(UUID flowRunId) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> runs.recordHeartbeat(flowRunId))
                .replaceWithVoid();
    }

    /** Notes a state of a run that we know; a state older than the one we have is ignored. */
    public Uni<Void> apply(UUID flowRunId, StateChange change) {
        return explained(flowRunId, change)
                .chain(() ->
                        tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> write(flowRunId, change)));
    }

    /** Stores the state of a flow run as Prefect has it, known, requested or discovered. */
    public Uni<Void> apply(FlowRun flowRun) {
        return correct(flowRun).replaceWithVoid();
    }

    /** The same; answers whether our row differed. */
    public Uni<Boolean> correct(FlowRun flowRun) {
        StateChange change = StateChange.of(flowRun);
        return explained(flowRun.id(), change)
                .chain(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> runs.byFlowRunAcrossOrgs(
                                flowRun.id())
                        .chain(known -> known.isPresent() ? Uni.createFrom().voidItem() : discover(flowRun))
                        .chain(() -> change(flowRun.id(), change))));
    }

    /** Notes the state of a step. A step of a run that we do not know yet comes again with the reconciler. */
    public Uni<Void> apply(UUID flowRunId, StepChange step) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> runs.byFlowRunAcrossOrgs(flowRunId)
                .chain(run -> run.isEmpty() ? Uni.createFrom().voidItem() : write(run.get(), List.of(step))));
    }

    public Uni<Void> apply(RunRow run, List<StepChange> steps) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_STATE, () -> write(run, steps));
    }

    /** Ends a run that Prefect no longer has: no further state of it will come. */
    public Uni<Void> markDeleted(RunRow run) {
        StateChange gone = new StateChange(
                StateType.CANCELLED, "Deleted", Instant.now(), "Deleted in Prefect", null, null, Instant.now(), null);
        return apply(run.flowRunId(), gone);
    }

    /** Says why a run waits; null when there is nothing to say. */
    public Uni<Void> recordWaitReason(RunRow run, String message) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.RUN_STATE, () -> runs.updateStateMessage(run.id(), message)
                        .chain(changed ->
                                changed == 0 ? Uni.createFrom().voidItem() : eventPublisher.publishDetailsChange(run)));
    }

    /** The notification of a failure says what failed, so that is read before the transaction that writes the state. */
    private Uni<Void> explained(UUID flowRunId, StateChange change) {
        return change.isFailure()
                ? outcomes.tryRead(flowRunId)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> write(UUID flowRunId, StateChange change) {
        return change(flowRunId, change).replaceWithVoid();
    }

    private Uni<Boolean> change(UUID flowRunId, StateChange change) {
        return runs.apply(flowRunId, change)
                .chain(after -> after.isEmpty()
                        ? Uni.createFrom().item(false)
                        : propagate(after.get(), change).replaceWith(true));
    }

    private Uni<Void> propagate(RunRow run, StateChange change) {
        Uni<Void> ended = change.type().isTerminal()
                ? runs.endSteps(run.id(), change.type(), run.endedAt())
                        .chain(() -> locks.release(run.id()))
                        .chain(() -> failureNotifier.notifyManagers(run))
                        .chain(() -> notifyListeners(run))
                // One that was declared crashed and runs all the same has lost its locks.
                : change.type() == StateType.RUNNING
                        ? acquireFreeLocks(run)
                        : Uni.createFrom().voidItem();
        return ended.chain(() -> eventPublisher.publishChange(run));
    }

    private Uni<Void> notifyListeners(RunRow run) {
        return deployments
                .connections(run.deployment())
                .chain(connections -> connections.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Unis.sequentially(listeners, listener -> listener.onRunEnded(run.org(), connections)));
    }

    private Uni<Void> write(RunRow run, List<StepChange> steps) {
        Uni<Integer> written = Multi.createFrom()
                .iterable(steps)
                .onItem()
                .transformToUniAndConcatenate(step -> runs.upsertStep(run, step))
                .collect()
                .with(Collectors.summingInt(Integer::intValue));
        return written.chain(sum -> sum == 0 ? Uni.createFrom().voidItem() : eventPublisher.publishDetailsChange(run));
    }

    /** Ties a flow run to the row that requested it, or gives it a row of its own: the schedule made it. */
    private Uni<Void> discover(FlowRun flowRun) {
        Optional<UUID> key = key(flowRun.idempotencyKey());
        Uni<Integer> attached =
                key.isEmpty() ? Uni.createFrom().item(0) : runs.attach(key.get(), flowRun.id(), flowRun.name());
        return attached.chain(count -> count > 0 ? Uni.createFrom().voidItem() : insert(flowRun));
    }

    private Uni<Void> insert(FlowRun flowRun) {
        return deployments
                .insertRun(flowRun)
                .chain(inserted -> !inserted || flowRun.stateType().isTerminal()
                        ? Uni.createFrom().voidItem()
                        : runs.byFlowRunAcrossOrgs(flowRun.id()).chain(run -> acquireFreeLocks(run.orElseThrow())));
    }

    private Uni<Void> acquireFreeLocks(RunRow run) {
        if (run.deployment() == null) {
            return Uni.createFrom().voidItem();
        }
        return deployments
                .tasks(run.deployment())
                .chain(tasks -> locks.acquireFree(
                        new LockRequest(run.org(), run.id(), run.deployment(), run.account(), tasks)));
    }

    private static Optional<UUID> key(String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            // The scheduler's own keys are no UUIDs.
            return Optional.empty();
        }
    }
}
