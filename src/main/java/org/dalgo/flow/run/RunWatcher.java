package org.dalgo.flow.run;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.job.Background;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.PrefectEvent;
import org.dalgo.upstream.prefect.PrefectEvents;
import org.jboss.logging.Logger;

/**
 * Follows Prefect's events and writes them down at once. Events are hints: what is missed is found by the reconciler,
 * which is also called whenever the socket comes back.
 */
@ApplicationScoped
class RunWatcher {

    private static final Logger LOG = Logger.getLogger(RunWatcher.class);

    private final PrefectEvents events;
    private final PrefectAdapter prefect;
    private final RunJournal journal;
    private final RunReconciler reconciler;
    private final DeadRuns deadRuns;
    private final Background background;
    private final Instance<SyncListener> listeners;
    private final RunConfig config;

    private Cancellable following;

    @Inject
    RunWatcher(
            PrefectEvents events,
            PrefectAdapter prefect,
            RunJournal journal,
            RunReconciler reconciler,
            DeadRuns deadRuns,
            Background background,
            Instance<SyncListener> listeners,
            RunConfig config) {
        this.events = events;
        this.prefect = prefect;
        this.journal = journal;
        this.reconciler = reconciler;
        this.deadRuns = deadRuns;
        this.background = background;
        this.listeners = listeners;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        if (config.watch()) {
            following = events.follow(Instant.now()).subscribe().with(this::receive);
        }
    }

    @PreDestroy
    void stop() {
        if (following != null) {
            following.cancel();
        }
    }

    /** Somebody says that this run changed: looks at it now. Returns at once. */
    void hint(UUID flowRunId) {
        background.start("look at a run after a hint", () -> refresh(flowRunId));
    }

    private void receive(PrefectEvent event) {
        if (event instanceof PrefectEvent.SyncProgress progress) {
            listeners.forEach(listener -> listener.progressed(progress));
        } else if (event instanceof PrefectEvent.RunAlive alive) {
            background.start("note a sign of life", () -> journal.noteAlive(alive.runId()));
        } else if (event instanceof PrefectEvent.Connected) {
            deadRuns.listening();
            background.start("reconcile after connecting", reconciler::reconcile);
        } else if (event instanceof PrefectEvent.FlowRunChanged changed) {
            background.start("note the state of a run", () -> note(changed));
        } else if (event instanceof PrefectEvent.TaskRunChanged changed) {
            background.start("note the state of a step", () -> note(changed));
        } else if (event instanceof PrefectEvent.Disconnected lost) {
            deadRuns.deaf();
            LOG.infof("no events from Prefect: %s", lost.reason());
        }
    }

    private Uni<Void> note(PrefectEvent.FlowRunChanged changed) {
        StateChange change = StateChange.of(changed.stateType(), changed.stateName(), changed.occurred());
        Uni<Void> noted = journal.knows(changed.runId())
                .chain(known ->
                        known ? journal.note(changed.runId(), change) : meet(changed.deploymentId(), changed.runId()));
        // The event carries no times; the run does.
        return changed.stateType().terminal() ? noted.chain(() -> refresh(changed.runId())) : noted;
    }

    private Uni<Void> meet(UUID deploymentId, UUID runId) {
        return deploymentId == null ? Uni.createFrom().voidItem() : refresh(runId);
    }

    private Uni<Void> refresh(UUID runId) {
        return prefect.getFlowRun(runId)
                .chain(run -> run.isPresent() && run.get().deploymentId() != null
                        ? journal.note(run.get()).chain(() -> reconciler.steps(runId))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> note(PrefectEvent.TaskRunChanged changed) {
        return journal.note(
                changed.flowRunId(),
                StepChange.of(
                        changed.taskRunId(),
                        changed.name(),
                        changed.stateType(),
                        changed.stateName(),
                        changed.occurred()));
    }
}
