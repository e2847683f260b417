package org.dalgo.flow.run;

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
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.job.Background;
import org.dalgo.platform.job.InTurn;
import org.dalgo.platform.job.JobSlots;
import org.dalgo.upstream.prefect.FlowRun;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.StateType;
import org.dalgo.upstream.prefect.TaskRun;
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
    private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

    private static final Duration SETTLING = Duration.ofSeconds(30);

    private final Door door;
    private final RunRepository runs;
    private final RunJournal journal;
    private final RunDispatcher dispatcher;
    private final UnservedRuns unserved;
    private final DeadRuns deadRuns;
    private final LockService locks;
    private final PrefectAdapter prefect;
    private final JobSlots slots;
    private final Background background;
    private final RunConfig config;

    @Inject
    RunReconciler(
            Door door,
            RunRepository runs,
            RunJournal journal,
            RunDispatcher dispatcher,
            UnservedRuns unserved,
            DeadRuns deadRuns,
            LockService locks,
            PrefectAdapter prefect,
            JobSlots slots,
            Background background,
            RunConfig config) {
        this.door = door;
        this.runs = runs;
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.unserved = unserved;
        this.deadRuns = deadRuns;
        this.locks = locks;
        this.prefect = prefect;
        this.slots = slots;
        this.background = background;
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
        return step("renew leases", this::renew)
                .chain(() -> step("repair starts", dispatcher::repair))
                .chain(() -> step("compare open runs", this::compareOpen))
                .chain(() -> step("bury dead runs", deadRuns::bury))
                .chain(() -> step("settle ended runs", this::settle))
                .chain(() -> step("find runs", this::discover));
    }

    /** Reads the steps of one run again. */
    Uni<Void> steps(UUID flowRunId) {
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.byFlowRunAnywhere(flowRunId))
                .chain(run -> run.isEmpty() ? Uni.createFrom().voidItem() : readSteps(List.of(run.get())));
    }

    /** In a context of its own: the session of a step that was broken off is not the next one's. */
    private Uni<Void> step(String name, Supplier<Uni<Void>> work) {
        return background
                .call(work)
                .ifNoItem()
                .after(LONGEST_STEP)
                .failWith(() -> new IllegalStateException("broken off after " + LONGEST_STEP.toSeconds() + " s"))
                .onFailure()
                .invoke(failure -> LOG.warnf("%s: %s", name, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> renew() {
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.open()
                .chain(open -> locks.renew(open.stream().map(RunRow::id).toList())));
    }

    private Uni<Void> settle() {
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.justEnded(SETTLING))
                .chain(ended -> ended.isEmpty() ? Uni.createFrom().voidItem() : readSteps(ended));
    }

    private Uni<Void> compareOpen() {
        return door.acrossOrganisations(Purpose.RUN_REPAIR, runs::open)
                .chain(open -> open.isEmpty() ? Uni.createFrom().voidItem() : compare(open));
    }

    private Uni<Void> compare(List<RunRow> open) {
        return prefect.flowRunsByIds(open.stream().map(RunRow::flowRunId).toList())
                .chain(found -> {
                    Map<UUID, FlowRun> byId =
                            found.stream().collect(Collectors.toMap(FlowRun::id, Function.identity(), (a, b) -> a));
                    return InTurn.each(open, run -> compare(run, Optional.ofNullable(byId.get(run.flowRunId()))));
                })
                .chain(() -> readSteps(open))
                .chain(() -> unserved.explain(open))
                .chain(() -> unserved.callOff(open));
    }

    private Uni<Void> compare(RunRow ours, Optional<FlowRun> theirs) {
        if (theirs.isEmpty()) {
            return journal.noteDeleted(ours);
        }
        FlowRun run = theirs.get();
        return stuckInCancelling(run) ? bury(run) : journal.note(run);
    }

    /** Asked to stop while its process was booting: the process obeyed, and nobody is left to say so. */
    private boolean stuckInCancelling(FlowRun run) {
        return run.stateType() == StateType.CANCELLING
                && run.start() == null
                && run.stateTimestamp().plus(config.buryAfter()).isBefore(Instant.now());
    }

    private Uni<Void> bury(FlowRun run) {
        return prefect.endCancelling(run.id(), "stopped before it had started")
                .chain(type -> prefect.getFlowRun(run.id()))
                .chain(after -> after.isPresent()
                        ? journal.note(after.get())
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
            return InTurn.each(steps.entrySet(), run -> journal.note(byFlowRun.get(run.getKey()), run.getValue()));
        });
    }

    /** Runs that Prefect has and we do not: made by a schedule, or ended while nobody listened. */
    private Uni<Void> discover() {
        return prefect.activeFlowRuns()
                .chain(active -> prefect.flowRunsEndedSince(Instant.now().minus(LOOK_BACK))
                        .chain(ended -> meetEach(active, ended)));
    }

    private Uni<Void> meetEach(List<FlowRun> active, List<FlowRun> ended) {
        Map<UUID, FlowRun> all = Stream.concat(active.stream(), ended.stream())
                .filter(run -> run.deploymentId() != null)
                .collect(Collectors.toMap(FlowRun::id, Function.identity(), (a, b) -> b));
        Map<UUID, UUID> deployments =
                all.values().stream().collect(Collectors.toMap(FlowRun::id, FlowRun::deploymentId));
        return door.acrossOrganisations(Purpose.RUN_REPAIR, () -> runs.unknown(deployments))
                .chain(unknown ->
                        InTurn.each(unknown, id -> journal.note(all.get(id)).chain(() -> steps(id))));
    }
}
