package org.dalgo.flow.run;

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
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.job.InTurn;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.PrefectConfig;
import org.dalgo.upstream.prefect.QueueHealth;
import org.jboss.logging.Logger;

/**
 * Runs that wait in a queue that no worker polls: they say so, instead of waiting in silence. One that a person waits for
 * is called off in the end.
 */
@ApplicationScoped
class UnservedRuns {

    private static final Logger LOG = Logger.getLogger(UnservedRuns.class);
    private static final String SCHEDULED = "SCHEDULED";
    private static final Set<String> WAITING = Set.of(SCHEDULED, "PENDING");

    private record Waiting(RunRow run, String queue) {}

    private final Door door;
    private final Sql sql;
    private final RunJournal journal;
    private final PrefectAdapter prefect;
    private final PrefectConfig prefectConfig;
    private final RunConfig config;

    @Inject
    UnservedRuns(
            Door door,
            Sql sql,
            RunJournal journal,
            PrefectAdapter prefect,
            PrefectConfig prefectConfig,
            RunConfig config) {
        this.door = door;
        this.sql = sql;
        this.journal = journal;
        this.prefect = prefect;
        this.prefectConfig = prefectConfig;
        this.config = config;
    }

    /** Explains those of the runs that have waited too long. */
    Uni<Void> explain(List<RunRow> open) {
        Instant before = Instant.now().minus(config.unservedAfter());
        List<RunRow> late = open.stream()
                .filter(run -> SCHEDULED.equals(run.stateType()))
                .filter(run -> run.expectedStart().isBefore(before))
                .toList();
        if (late.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return queues(late).chain(this::explainByQueue);
    }

    /** Ends the waiting of those that somebody follows as work and that no worker has begun in all that time. */
    Uni<Void> callOff(List<RunRow> open) {
        Instant before = Instant.now().minus(config.patience());
        List<RunRow> hopeless = open.stream()
                .filter(run -> run.progress() != null && run.startedAt() == null)
                .filter(run -> WAITING.contains(run.stateType()))
                .filter(run -> run.expectedStart().isBefore(before))
                .toList();
        return InTurn.each(hopeless, this::callOff);
    }

    /** One that cannot be called off now comes again. */
    private Uni<Void> callOff(RunRow run) {
        String reason = "no worker began it within " + words(config.patience());
        // One that a worker has taken may have a process, which has to be stopped.
        Uni<?> end = SCHEDULED.equals(run.stateType())
                ? prefect.endCancelling(run.flowRunId(), reason)
                : prefect.cancel(run.flowRunId(), reason);
        return end.chain(() -> prefect.getFlowRun(run.flowRunId()))
                .chain(after -> after.isPresent() ? journal.note(after.get()) : journal.noteDeleted(run))
                .onFailure(UpstreamFailure.class)
                .invoke(failure -> LOG.infof("run %s cannot be called off: %s", run.flowRunId(), failure.getMessage()))
                .onFailure(UpstreamFailure.class)
                .recoverWithNull();
    }

    private Uni<Map<String, List<Waiting>>> queues(List<RunRow> late) {
        Long[] ids = late.stream().map(RunRow::id).toArray(Long[]::new);
        return door.acrossOrganisations(
                        Purpose.RUN_REPAIR,
                        () -> sql.select(
                                "select r.id, d.queue from run r join deployment d on d.id = r.deployment"
                                        + " where r.id = any($1)",
                                (Object) ids))
                .map(rows -> rows.stream()
                        .map(row -> new Waiting(run(late, ((Number) row[0]).longValue()), (String) row[1]))
                        .collect(Collectors.groupingBy(Waiting::queue)));
    }

    private Uni<Void> explainByQueue(Map<String, List<Waiting>> byQueue) {
        return InTurn.each(byQueue.entrySet(), queue -> prefect.queueHealth(prefectConfig.workPool(), queue.getKey())
                .map(health -> message(queue.getKey(), health))
                .chain(message -> explain(queue.getValue(), message)));
    }

    private Uni<Void> explain(List<Waiting> waiting, String message) {
        return InTurn.each(waiting, one -> journal.explain(one.run(), message));
    }

    private static String message(String queue, Optional<QueueHealth> health) {
        if (health.filter(QueueHealth::ready).isPresent()) {
            return "waits for a free worker on the queue " + queue;
        }
        return "no worker polls the queue " + queue + ": the run starts as soon as one does";
    }

    private static String words(Duration time) {
        return time.toMinutes() == 0 ? time.toSeconds() + " seconds" : time.toMinutes() + " minutes";
    }

    private static RunRow run(List<RunRow> runs, long id) {
        return runs.stream().filter(run -> run.id() == id).findFirst().orElseThrow();
    }
}
