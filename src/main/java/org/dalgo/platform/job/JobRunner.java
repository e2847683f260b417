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
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Takes work that is due, gives it to its handler and notes what came of it. Work in hand is leased for 30 s at a time,
 * so that another replica takes over what a killed one had.
 */
@ApplicationScoped
class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final int MAX_CONCURRENT = 8;

    private static final String CLAIM =
            """
            update job set attempt = attempt + 1, leased_until = now() + interval '30 seconds'
            where id in (select id from job
                         where gave_up_at is null and due <= now() and kind = any($1)
                           and (leased_until is null or leased_until < now())
                         order by due, id limit $2 for update skip locked)
            returning id, kind, org_id, payload::text, attempt
            """;

    private static final String RETRY =
            """
            update job set leased_until = null, last_error = $3,
                   due = now() + least(interval '10 minutes', interval '1 second' * power(2, least(attempt, 20) - 1))
            where id = $1 and attempt = $2
            """;

    private static final String GIVE_UP =
            "update job set leased_until = null, last_error = $3, gave_up_at = now() where id = $1 and attempt = $2";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final DetachedContext detachedContext;
    private final ObjectMapper json;
    private final Map<String, JobHandler> handlers;
    private final Set<Long> inFlight = ConcurrentHashMap.newKeySet();

    @Inject
    JobRunner(
            TenantTransactions tenantTransactions,
            Sql sql,
            DetachedContext detachedContext,
            ObjectMapper json,
            @All List<JobHandler> handlers) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.detachedContext = detachedContext;
        this.json = json;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> claimDue() {
        int free = MAX_CONCURRENT - inFlight.size();
        if (free <= 0 || handlers.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] kinds = handlers.keySet().toArray(String[]::new);
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> sql.select(CLAIM, kinds, free))
                .invoke(rows -> rows.forEach(row -> start(job(row))))
                .replaceWithVoid();
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renewLeases() {
        if (inFlight.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Long[] ids = inFlight.toArray(Long[]::new);
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.JOB_QUEUE,
                        () -> sql.update(
                                "update job set leased_until = now() + interval '30 seconds' where id = any($1)",
                                (Object) ids))
                .replaceWithVoid();
    }

    /** What was given up is of interest for a month. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteGivenUp() {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.HOUSEKEEPING,
                        () -> sql.update("delete from job where gave_up_at < now() - interval '30 days'"))
                .replaceWithVoid();
    }

    private void start(Job job) {
        inFlight.add(job.id());
        detachedContext.start("job " + job.kind(), () -> attempt(job));
    }

    private Uni<Void> attempt(Job job) {
        JobHandler handler = handlers.get(job.kind());
        return detachedContext
                .call(() -> handler.run(job))
                .ifNoItem()
                .after(handler.timeout())
                .fail()
                // The session of an attempt that failed is not to be used again.
                .chain(() -> detachedContext.call(() -> done(job)))
                .onFailure()
                .recoverWithUni(failure -> failed(handler, job, failure))
                .onTermination()
                .invoke(() -> inFlight.remove(job.id()));
    }

    private Uni<Void> done(Job job) {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.JOB_QUEUE,
                        () -> sql.update("delete from job where id = $1 and attempt = $2", job.id(), job.attempt()))
                .replaceWithVoid();
    }

    private Uni<Void> failed(JobHandler handler, Job job, Throwable failure) {
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        LOG.warnf(
                "job %s %d, attempt %d of %d: %s", job.kind(), job.id(), job.attempt(), handler.maxAttempts(), reason);
        if (!job.last()) {
            return recordFailure(RETRY, job, reason);
        }
        // The row is the reminder: were it written first, a process killed here would leave the handler untold.
        return detachedContext
                .call(() -> handler.onGivenUp(job, failure))
                .chain(() -> recordFailure(GIVE_UP, job, reason))
                .onFailure()
                .recoverWithUni(untold -> {
                    LOG.errorf(untold, "job %s %d cannot be given up", job.kind(), job.id());
                    return recordFailure(RETRY, job, reason);
                });
    }

    private Uni<Void> recordFailure(String statement, Job job, String reason) {
        return detachedContext
                .call(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.JOB_QUEUE, () -> sql.update(statement, job.id(), job.attempt(), reason)))
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
                    attempt >= handlers.get(kind).maxAttempts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL answered JSON that is none", e);
        }
    }
}
