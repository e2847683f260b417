package org.dalgo.flow.run.event;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunRepository;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.event.PrefectEventStream;
import org.dalgo.upstream.prefect.log.LogLine;
import org.dalgo.upstream.prefect.log.LogQuery;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.StateType;
import org.jboss.logging.Logger;

/**
 * Finds runs whose process was killed. Prefect shows them running for ever, so this class sets them to CRASHED there. A
 * heartbeat, a log line, a changed step or a newer state in Prefect keeps a run open. Only the time up to the last
 * proof that the event socket delivers counts. So a lost socket or a blocked thread of this process marks no run
 * crashed.
 */
@ApplicationScoped
class StaleRunDetector {

    private static final Logger LOG = Logger.getLogger(StaleRunDetector.class);
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final TenantTransactions tenantTransactions;
    private final RunRepository runs;
    private final RunStateWriter stateWriter;
    private final PrefectAdapter prefect;
    private final PrefectEventStream events;
    private final BackgroundRounds rounds;
    private final RunConfig config;

    /** Last heartbeat of each run; recorded with the event, because its row may be written much later. */
    private final Map<UUID, Instant> heartbeats = new ConcurrentHashMap<>();

    /** Time from which events have come without a break; null while they do not. */
    private volatile Instant connectedSince;

    @Inject
    StaleRunDetector(
            TenantTransactions tenantTransactions,
            RunRepository runs,
            RunStateWriter stateWriter,
            PrefectAdapter prefect,
            PrefectEventStream events,
            BackgroundRounds rounds,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.runs = runs;
        this.stateWriter = stateWriter;
        this.prefect = prefect;
        this.events = events;
        this.rounds = rounds;
        this.config = config;
    }

    void onConnected() {
        connectedSince = Instant.now();
    }

    void onDisconnected() {
        connectedSince = null;
    }

    void onHeartbeat(UUID flowRunId) {
        heartbeats.put(flowRunId, Instant.now());
    }

    @Scheduled(
            every = "${dalgo.run.stale-every:3s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            identity = "find stale runs")
    Uni<Void> tick() {
        heartbeats.values().removeIf(Instant.now().minus(KEPT)::isAfter);
        return rounds.count(
                        "stale runs",
                        () -> markCrashed(connectedSince, events.confirmedAt().orElse(null)))
                .onFailure()
                .invoke(failure -> LOG.warnf("Stale runs could not be found: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Ends the runs that were silent for too long before the last proof that the socket delivers.
     *
     * @param connected time from which events have come without a break, or null
     * @param confirmed time of that proof, or null
     */
    Uni<Void> markCrashed(Instant connected, Instant confirmed) {
        if (connected == null || confirmed == null) {
            return Uni.createFrom().voidItem();
        }
        Instant before = confirmed.minus(config.heartbeatTimeout());
        if (connected.isAfter(before)) {
            return Uni.createFrom().voidItem();
        }
        // As a duration: the clock of the database is another one.
        Duration silence = Duration.between(before, Instant.now());
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> runs.findWithoutHeartbeat(silence)
                        .chain(silent -> runs.findStuckPending(config.pendingTimeout())
                                .map(pending -> Stream.concat(silent.stream(), pending.stream())
                                        .toList())))
                .chain(silent -> Unis.sequentially(
                        silent.stream()
                                .filter(run -> !heartbeats
                                        .getOrDefault(run.flowRunId(), Instant.EPOCH)
                                        .isAfter(before))
                                .toList(),
                        run -> verify(run, before)));
    }

    /** Prefect may have a newer state than its events brought. */
    private Uni<Void> verify(RunRow run, Instant before) {
        return prefect.getFlowRun(run.flowRunId()).chain(found -> {
            if (found.isEmpty()) {
                return stateWriter.markDeleted(run);
            }
            FlowRun flowRun = found.get();
            return flowRun.stateType().isTerminal() || flowRun.stateTimestamp().isAfter(run.stateAt())
                    ? stateWriter.apply(flowRun)
                    : logsAfter(run, before)
                            .chain(logs -> logs ? stateWriter.recordHeartbeat(run.flowRunId()) : markCrashed(run));
        });
    }

    private Uni<Boolean> logsAfter(RunRow run, Instant before) {
        return prefect.logs(LogQuery.last(List.of(run.flowRunId()), 1))
                .map(lines -> lines.stream().map(LogLine::timestamp).anyMatch(time -> time.isAfter(before)));
    }

    private Uni<Void> markCrashed(RunRow run) {
        LOG.infof("Run %s in state %s has no heartbeat: its worker is gone", run.flowRunId(), run.stateType());
        StateType type = "CANCELLING".equals(run.stateType()) ? StateType.CANCELLED : StateType.CRASHED;
        String name = type == StateType.CANCELLED ? "Cancelled" : "Crashed";
        return prefect.forceState(run.flowRunId(), type, name, "The worker sends no heartbeat any more")
                .chain(ignored -> prefect.getFlowRun(run.flowRunId()))
                .chain(after -> after.isPresent() ? stateWriter.apply(after.get()) : stateWriter.markDeleted(run));
    }
}
