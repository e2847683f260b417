package org.dalgo.platform.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.jboss.logging.Logger;

/**
 * Takes work that is due, gives it to its handler and notes what came of it. Work in hand is leased for 30 s at a time,
 * so that another replica takes over what a killed one had.
 */
@ApplicationScoped
class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final int MOST_AT_ONCE = 8;

    private static final String CLAIM =
            """
            update job set attempt = attempt + 1, leased_until = now() + interval '30 seconds'
            where id in (select id from job
                         where gave_up_at is null and due <= now() and kind = any($1)
                           and (leased_until is null or leased_until < now())
                         order by due, id limit $2 for update skip locked)
            returning id, kind, org, payload::text, attempt
            """;

    private static final String AGAIN =
            """
            update job set leased_until = null, last_error = $3,
                   due = now() + least(interval '10 minutes', interval '1 second' * power(2, least(attempt, 20) - 1))
            where id = $1 and attempt = $2
            """;

    private static final String GIVE_UP =
            "update job set leased_until = null, last_error = $3, gave_up_at = now() where id = $1 and attempt = $2";

    private final Door door;
    private final Sql sql;
    private final Background background;
    private final ObjectMapper json;
    private final Map<String, JobHandler> handlers;
    private final Set<Long> inHand = ConcurrentHashMap.newKeySet();

    @Inject
    JobRunner(Door door, Sql sql, Background background, ObjectMapper json, @All List<JobHandler> handlers) {
        this.door = door;
        this.sql = sql;
        this.background = background;
        this.json = json;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> take() {
        int free = MOST_AT_ONCE - inHand.size();
        if (free <= 0 || handlers.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] kinds = handlers.keySet().toArray(String[]::new);
        return door.acrossOrganisations(Purpose.JOB_QUEUE, () -> sql.select(CLAIM, kinds, free))
                .invoke(rows -> rows.forEach(row -> begin(job(row))))
                .replaceWithVoid();
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renew() {
        if (inHand.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Long[] ids = inHand.toArray(Long[]::new);
        return door.acrossOrganisations(
                        Purpose.JOB_QUEUE,
                        () -> sql.update(
                                "update job set leased_until = now() + interval '30 seconds' where id = any($1)",
                                (Object) ids))
                .replaceWithVoid();
    }

    /** What was given up is of interest for a month. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return door.acrossOrganisations(
                        Purpose.HOUSEKEEPING,
                        () -> sql.update("delete from job where gave_up_at < now() - interval '30 days'"))
                .replaceWithVoid();
    }

    private void begin(Job job) {
        inHand.add(job.id());
        background.start("job " + job.kind(), () -> attempt(job));
    }

    private Uni<Void> attempt(Job job) {
        JobHandler handler = handlers.get(job.kind());
        return background
                .call(() -> handler.run(job))
                .ifNoItem()
                .after(handler.limit())
                .fail()
                // The session of an attempt that failed is not to be used again.
                .chain(() -> background.call(() -> done(job)))
                .onFailure()
                .recoverWithUni(failure -> failed(handler, job, failure))
                .onTermination()
                .invoke(() -> inHand.remove(job.id()));
    }

    private Uni<Void> done(Job job) {
        return door.acrossOrganisations(
                        Purpose.JOB_QUEUE,
                        () -> sql.update("delete from job where id = $1 and attempt = $2", job.id(), job.attempt()))
                .replaceWithVoid();
    }

    private Uni<Void> failed(JobHandler handler, Job job, Throwable failure) {
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        LOG.warnf("job %s %d, attempt %d of %d: %s", job.kind(), job.id(), job.attempt(), handler.attempts(), reason);
        if (!job.last()) {
            return note(AGAIN, job, reason);
        }
        // The row is the reminder: were it written first, a process killed here would leave the handler untold.
        return background
                .call(() -> handler.gaveUp(job, failure))
                .chain(() -> note(GIVE_UP, job, reason))
                .onFailure()
                .recoverWithUni(untold -> {
                    LOG.errorf(untold, "job %s %d cannot be given up", job.kind(), job.id());
                    return note(AGAIN, job, reason);
                });
    }

    private Uni<Void> note(String statement, Job job, String reason) {
        return background
                .call(() -> door.acrossOrganisations(
                        Purpose.JOB_QUEUE, () -> sql.update(statement, job.id(), job.attempt(), reason)))
                .replaceWithVoid();
    }

    private Job job(Object[] row) {
        String kind = (String) row[1];
        int attempt = ((Number) row[4]).intValue();
        try {
            return new Job(
                    ((Number) row[0]).longValue(),
                    kind,
                    row[2] == null ? null : new OrgId(((Number) row[2]).longValue()),
                    json.readTree((String) row[3]),
                    attempt,
                    attempt >= handlers.get(kind).attempts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }
}
