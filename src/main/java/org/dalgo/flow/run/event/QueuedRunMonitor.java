package org.dalgo.flow.run.event;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.flow.run.state.RunRow;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.server.QueueHealth;
import org.jboss.logging.Logger;

/**
 * Monitors runs that wait in a queue. Stores the reason of a long wait in the run. Cancels a run that a person follows when
 * no worker begins it in time.
 */
@ApplicationScoped
class QueuedRunMonitor {

    private static final Logger LOG = Logger.getLogger(QueuedRunMonitor.class);
    private static final String SCHEDULED = "SCHEDULED";
    private static final Set<String> WAITING = Set.of(SCHEDULED, "PENDING");

    private record QueuedRun(RunRow run, String queue) {}

    private final TenantTransactions tenantTransactions;
    private final RunQueueRepository repository;
    private final RunStateWriter stateWriter;
    private final PrefectAdapter prefect;
    private final PrefectConfig prefectConfig;
    private final RunConfig config;

    @Inject
    QueuedRunMonitor(
            TenantTransactions tenantTransactions,
            RunQueueRepository repository,
            RunStateWriter stateWriter,
            PrefectAdapter prefect,
            PrefectConfig prefectConfig,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.stateWriter = stateWriter;
        this.prefect = prefect;
        this.prefectConfig = prefectConfig;
        this.config = config;
    }

    /** Stores why runs wait that have waited for too long. */
    Uni<Void> recordWaitReason(List<RunRow> open) {
        Instant before = Instant.now().minus(config.queueWarningAfter());
        List<RunRow> late = open.stream()
                .filter(run -> SCHEDULED.equals(run.stateType()))
                .filter(run -> run.expectedStart().isBefore(before))
                .toList();
        if (late.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return queues(late).chain(this::recordWaitReasonByQueue);
    }

    /** Cancels runs that a person follows as work and that no worker has begun in that time. */
    Uni<Void> timeOut(List<RunRow> open) {
        Instant before = Instant.now().minus(config.queueTimeout());
        List<RunRow> expired = open.stream()
                .filter(run -> run.progress() != null && run.startedAt() == null)
                .filter(run -> WAITING.contains(run.stateType()))
                .filter(run -> run.expectedStart().isBefore(before))
                .toList();
        return Unis.sequentially(expired, this::timeOut);
    }

    /** A cancellation that fails is repeated in the next round; a run that has started in Prefect continues. */
    private Uni<Void> timeOut(RunRow run) {
        return prefect.getFlowRun(run.flowRunId())
                .chain(now -> now.filter(QueuedRunMonitor::waits).isEmpty()
                        ? Uni.createFrom().item(now)
                        : cancel(now.get()).chain(() -> prefect.getFlowRun(run.flowRunId())))
                .chain(after -> after.isPresent() ? stateWriter.apply(after.get()) : stateWriter.markDeleted(run))
                .onFailure(UpstreamFailure.class)
                .invoke(failure ->
                        LOG.infof("Run %s cannot be cancelled now: %s", run.flowRunId(), failure.getMessage()))
                .onFailure(UpstreamFailure.class)
                .recoverWithNull();
    }

    private static boolean waits(FlowRun run) {
        return run.start() == null && (run.stateType() == StateType.SCHEDULED || run.stateType() == StateType.PENDING);
    }

    private Uni<?> cancel(FlowRun run) {
        String reason = "no worker began it within " + format(config.queueTimeout());
        // One that a worker has taken may have a process, which has to be stopped.
        return run.stateType() == StateType.SCHEDULED
                ? prefect.endCancelling(run.id(), reason)
                : prefect.cancel(run.id(), reason);
    }

    private Uni<Map<String, List<QueuedRun>>> queues(List<RunRow> late) {
        List<Long> ids = late.stream().map(RunRow::id).toList();
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> repository.queues(ids))
                .map(queues -> late.stream()
                        .filter(run -> queues.containsKey(run.id()))
                        .map(run -> new QueuedRun(run, queues.get(run.id())))
                        .collect(Collectors.groupingBy(QueuedRun::queue)));
    }

    private Uni<Void> recordWaitReasonByQueue(Map<String, List<QueuedRun>> byQueue) {
        return Unis.sequentially(
                byQueue.entrySet(), queue -> prefect.queueHealth(prefectConfig.workPool(), queue.getKey())
                        .map(health -> waitReason(queue.getKey(), health))
                        .chain(message -> recordWaitReason(queue.getValue(), message)));
    }

    private Uni<Void> recordWaitReason(List<QueuedRun> waiting, String message) {
        return Unis.sequentially(waiting, one -> stateWriter.recordWaitReason(one.run(), message));
    }

    private static String waitReason(String queue, Optional<QueueHealth> health) {
        if (health.filter(QueueHealth::ready).isPresent()) {
            return "Waits for a free worker on the queue " + queue;
        }
        return "no worker polls the queue " + queue + ": the run starts as soon as one does";
    }

    private static String format(Duration time) {
        return time.toMinutes() == 0 ? time.toSeconds() + " seconds" : time.toMinutes() + " minutes";
    }
}
