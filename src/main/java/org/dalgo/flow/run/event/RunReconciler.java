package org.dalgo.flow.run.event;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.flow.lock.LockService;
import org.dalgo.flow.run.event.EventMeters.Correction;
import org.dalgo.flow.run.result.OutcomeReader;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunDispatcher;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.flow.run.state.StepChange;
import org.dalgo.platform.job.ClusterSchedule;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.run.TaskRun;
import org.jboss.logging.Logger;

/**
 * Compares our rows with Prefect from time to time, so that no lost event, crash or deletion leaves a wrong state or a
 * lock behind. While Prefect is down it changes nothing and renews the leases of runs that may still go on.
 */
@ApplicationScoped
class RunReconciler {

    private static final Logger LOG = Logger.getLogger(RunReconciler.class);
    private static final String SLOT = "reconcile runs";
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);
    /** A part that hangs must not keep the next comparison from happening. */
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration FINALISE_WINDOW = Duration.ofSeconds(30);

    private final TenantTransactions tenantTransactions;
    private final RunRepository runs;
    private final RunStateWriter stateWriter;
    private final RunDispatcher dispatcher;
    private final QueuedRunMonitor queuedRunMonitor;
    private final OutcomeReader outcomes;
    private final LockService locks;
    private final PrefectAdapter prefect;
    private final ClusterSchedule slots;
    private final DetachedContext detachedContext;
    private final BackgroundRounds rounds;
    private final EventMeters meters;
    private final RunConfig config;

    @Inject
    RunReconciler(
            TenantTransactions tenantTransactions,
            RunRepository runs,
            RunStateWriter stateWriter,
            RunDispatcher dispatcher,
            QueuedRunMonitor queuedRunMonitor,
            OutcomeReader outcomes,
            LockService locks,
            PrefectAdapter prefect,
            ClusterSchedule slots,
            DetachedContext detachedContext,
            BackgroundRounds rounds,
            EventMeters meters,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.runs = runs;
        this.stateWriter = stateWriter;
        this.dispatcher = dispatcher;
        this.queuedRunMonitor = queuedRunMonitor;
        this.outcomes = outcomes;
        this.locks = locks;
        this.prefect = prefect;
        this.slots = slots;
        this.detachedContext = detachedContext;
        this.rounds = rounds;
        this.meters = meters;
        this.config = config;
    }

    @Scheduled(
            every = "${dalgo.run.reconcile-every:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = SLOT)
    Uni<Void> tick() {
        if (!config.watch()) {
            return Uni.createFrom().voidItem();
        }
        return slots.claim(SLOT, config.reconcileEvery())
                .chain(due -> due ? reconcile() : Uni.createFrom().voidItem());
    }

    /** One comparison of everything; a failing part does not keep the others from running. */
    Uni<Void> reconcile() {
        return step("renew leases", this::renewLeases)
                .chain(() -> step("repair starts", dispatcher::repair))
                .chain(() -> step("compare open runs", this::compareOpen))
                .chain(() -> step("compare crashed runs", this::compareCrashed))
                .chain(() -> step("finalise ended runs", this::finaliseEnded))
                .chain(() -> step("find runs", this::discover))
                .chain(() -> step("read results", outcomes::readMissing));
    }

    /** Reads the steps of one run again. */
    Uni<Void> refreshSteps(UUID flowRunId) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.byFlowRunAcrossOrgs(flowRunId))
                .chain(run -> run.isEmpty() ? Uni.createFrom().voidItem() : readSteps(List.of(run.get())));
    }

    /** In a detached context: the next step must not use the database session of a step that timed out. */
    private Uni<Void> step(String name, Supplier<Uni<Void>> work) {
        return detachedContext
                .call(work)
                .ifNoItem()
                .after(STEP_TIMEOUT)
                .failWith(() -> new IllegalStateException("broken off after " + STEP_TIMEOUT.toSeconds() + " s"))
                .onFailure()
                .invoke(failure -> {
                    rounds.failed("reconciler: " + name, failure);
                    LOG.warnf("Reconciler could not %s: %s", name, failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> renewLeases() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findOpen()
                .chain(open -> locks.renew(open.stream().map(RunRow::id).toList())));
    }

    private Uni<Void> finaliseEnded() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findRecentlyEnded(FINALISE_WINDOW))
                .chain(ended -> ended.isEmpty() ? Uni.createFrom().voidItem() : readSteps(ended));
    }

    private Uni<Void> compareOpen() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, runs::findOpen)
                .chain(open -> open.isEmpty() ? Uni.createFrom().voidItem() : compare(open));
    }

    private Uni<Void> compare(List<RunRow> open) {
        return prefect.flowRunsByIds(open.stream().map(RunRow::flowRunId).toList())
                .chain(found -> {
                    Map<UUID, FlowRun> byId =
                            found.stream().collect(Collectors.toMap(FlowRun::id, Function.identity(), (a, b) -> a));
                    return Unis.sequentially(open, run -> compare(run, Optional.ofNullable(byId.get(run.flowRunId()))));
                })
                .chain(() -> readSteps(open))
                .chain(this::monitorQueued);
    }

    /** Those that are open after the comparison: one that has begun meanwhile waits no longer. */
    private Uni<Void> monitorQueued() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, runs::findOpen)
                .chain(open -> queuedRunMonitor.recordWaitReason(open).chain(() -> queuedRunMonitor.timeOut(open)));
    }

    /** A process whose run was marked crashed may continue and report another end. */
    private Uni<Void> compareCrashed() {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findRecentlyCrashed(config.crashedReview()))
                .chain(crashed -> crashed.isEmpty() ? Uni.createFrom().voidItem() : followCrashed(crashed));
    }

    private Uni<Void> followCrashed(List<RunRow> crashed) {
        return prefect.flowRunsByIds(crashed.stream().map(RunRow::flowRunId).toList())
                .map(found -> found.stream()
                        .filter(run -> run.stateType() != null && run.stateType() != StateType.CRASHED)
                        .toList())
                .chain(changed -> Unis.sequentially(
                        changed, run -> correct(run, Correction.CRASHED).chain(() -> refreshSteps(run.id()))));
    }

    private Uni<Void> compare(RunRow ours, Optional<FlowRun> theirs) {
        if (theirs.isEmpty()) {
            return stateWriter.markDeleted(ours).invoke(() -> meters.corrected(Correction.DELETED));
        }
        FlowRun run = theirs.get();
        return isStuckInCancelling(run) ? finaliseCancelling(run) : correct(run, Correction.STATE);
    }

    private Uni<Void> correct(FlowRun run, Correction kind) {
        return stateWriter
                .correct(run)
                .invoke(differed -> {
                    if (differed) {
                        meters.corrected(kind);
                    }
                })
                .replaceWithVoid();
    }

    /** Cancelled while its process was booting: the process has ended without a last state. */
    private boolean isStuckInCancelling(FlowRun run) {
        return run.stateType() == StateType.CANCELLING
                && run.start() == null
                && run.stateTimestamp().plus(config.cancellingTimeout()).isBefore(Instant.now());
    }

    private Uni<Void> finaliseCancelling(FlowRun run) {
        return prefect.endCancelling(run.id(), "Stopped before it had started")
                .chain(type -> prefect.getFlowRun(run.id()))
                .chain(after -> after.isPresent()
                        ? correct(after.get(), Correction.CANCELLING)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> readSteps(List<RunRow> of) {
        Map<UUID, RunRow> byFlowRun =
                of.stream().collect(Collectors.toMap(RunRow::flowRunId, Function.identity(), (a, b) -> a));
        return prefect.taskRunsOf(byFlowRun.keySet()).chain(tasks -> {
            Map<UUID, List<StepChange>> steps = tasks.stream()
                    .filter(task -> task.stateType() != null)
                    .collect(Collectors.groupingBy(
                            TaskRun::flowRunId, Collectors.mapping(StepChange::of, Collectors.toList())));
            return Unis.sequentially(
                    steps.entrySet(), run -> stateWriter.apply(byFlowRun.get(run.getKey()), run.getValue()));
        });
    }

    /** Runs that Prefect has and we do not: made by a schedule, or ended while the socket was down. */
    private Uni<Void> discover() {
        return prefect.activeFlowRuns()
                .chain(active -> prefect.flowRunsEndedSince(Instant.now().minus(LOOK_BACK))
                        .chain(ended -> discoverEach(active, ended)));
    }

    private Uni<Void> discoverEach(List<FlowRun> active, List<FlowRun> ended) {
        Map<UUID, FlowRun> all = Stream.concat(active.stream(), ended.stream())
                .filter(run -> run.deploymentId() != null)
                .collect(Collectors.toMap(FlowRun::id, Function.identity(), (a, b) -> b));
        Map<UUID, UUID> deployments =
                all.values().stream().collect(Collectors.toMap(FlowRun::id, FlowRun::deploymentId));
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findUnknown(deployments))
                .chain(unknown -> Unis.sequentially(unknown, id -> correct(all.get(id), Correction.DISCOVERED)
                        .chain(() -> refreshSteps(id))));
    }
}
