package org.dalgo.flow.run.event;

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
import java.util.function.Supplier;
import org.dalgo.flow.run.result.OutcomeReader;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.flow.run.state.StateChange;
import org.dalgo.flow.run.state.StepChange;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.log.LogContext;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.event.PrefectEvent;
import org.dalgo.upstream.prefect.event.PrefectEventStream;
import org.jboss.logging.Logger;

/**
 * Follows Prefect's event socket and applies each event at once. Events may be lost: the reconciler finds the missing
 * changes, periodically and after every reconnect.
 */
@ApplicationScoped
public class RunEventConsumer {

    private static final Logger LOG = Logger.getLogger(RunEventConsumer.class);

    private final PrefectEventStream events;
    private final PrefectAdapter prefect;
    private final RunStateWriter stateWriter;
    private final RunReconciler reconciler;
    private final StaleRunDetector staleRunDetector;
    private final OutcomeReader outcomes;
    private final DetachedContext detachedContext;
    private final Instance<SyncProgressListener> listeners;
    private final BackgroundRounds rounds;
    private final EventMeters meters;
    private final RunConfig config;

    private Cancellable subscription;

    @Inject
    RunEventConsumer(
            PrefectEventStream events,
            PrefectAdapter prefect,
            RunStateWriter stateWriter,
            RunReconciler reconciler,
            StaleRunDetector staleRunDetector,
            OutcomeReader outcomes,
            DetachedContext detachedContext,
            Instance<SyncProgressListener> listeners,
            BackgroundRounds rounds,
            EventMeters meters,
            RunConfig config) {
        this.events = events;
        this.prefect = prefect;
        this.stateWriter = stateWriter;
        this.reconciler = reconciler;
        this.staleRunDetector = staleRunDetector;
        this.outcomes = outcomes;
        this.detachedContext = detachedContext;
        this.listeners = listeners;
        this.rounds = rounds;
        this.meters = meters;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        if (config.watch()) {
            subscription = events.follow(Instant.now()).subscribe().with(this::onEvent);
        }
    }

    @PreDestroy
    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** Reads a run after a hint that it changed. Returns at once. */
    public void refreshInBackground(UUID flowRunId) {
        start("read a run after a hint", flowRunId, () -> refresh(flowRunId));
    }

    private void onEvent(PrefectEvent event) {
        if (event instanceof PrefectEvent.SyncProgress progress) {
            listeners.forEach(listener -> listener.onProgress(progress));
        } else if (event instanceof PrefectEvent.RunAlive alive) {
            staleRunDetector.onHeartbeat(alive.runId());
            start("record a heartbeat", alive.runId(), () -> stateWriter.recordHeartbeat(alive.runId()));
        } else if (event instanceof PrefectEvent.OutcomeStored stored) {
            start("read the results of a step", stored.runId(), () -> outcomes.read(stored.runId()));
        } else if (event instanceof PrefectEvent.Connected) {
            meters.setConnected(true);
            staleRunDetector.onConnected();
            start("reconcile after connecting", null, reconciler::reconcile);
        } else if (event instanceof PrefectEvent.FlowRunChanged changed) {
            start("apply the state of a run", changed.runId(), () -> apply(changed)
                    .invoke(() -> meters.stored(changed.occurred())));
        } else if (event instanceof PrefectEvent.TaskRunChanged changed) {
            start("apply the state of a step", changed.flowRunId(), () -> apply(changed)
                    .invoke(() -> meters.stored(changed.occurred())));
        } else if (event instanceof PrefectEvent.Disconnected lost) {
            meters.setConnected(false);
            staleRunDetector.onDisconnected();
            LOG.infof("Prefect sends no events: %s", lost.reason());
        }
    }

    /** @param run the run that log lines name, or null */
    private void start(String name, UUID run, Supplier<Uni<Void>> work) {
        detachedContext.start(name, () -> {
            LogContext.putRun(run);
            return meters.pending(rounds.count("event intake", work));
        });
    }

    private Uni<Void> apply(PrefectEvent.FlowRunChanged changed) {
        StateChange change = StateChange.of(changed.stateType(), changed.stateName(), changed.occurred());
        Uni<Void> applied = stateWriter
                .isKnown(changed.runId())
                .chain(known -> known
                        ? stateWriter.apply(changed.runId(), change)
                        : discover(changed.deploymentId(), changed.runId()));
        // The event carries no times; the run does.
        return changed.stateType().isTerminal() ? applied.chain(() -> refresh(changed.runId())) : applied;
    }

    private Uni<Void> discover(UUID deploymentId, UUID runId) {
        return deploymentId == null ? Uni.createFrom().voidItem() : refresh(runId);
    }

    private Uni<Void> refresh(UUID runId) {
        return prefect.getFlowRun(runId)
                .chain(run -> run.isPresent() && run.get().deploymentId() != null
                        ? stateWriter.apply(run.get()).chain(() -> reconciler.refreshSteps(runId))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> apply(PrefectEvent.TaskRunChanged changed) {
        return stateWriter.apply(
                changed.flowRunId(),
                StepChange.of(
                        changed.taskRunId(),
                        changed.name(),
                        changed.stateType(),
                        changed.stateName(),
                        changed.occurred()));
    }
}
