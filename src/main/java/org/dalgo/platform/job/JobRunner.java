package org.dalgo.platform.job;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.log.LogContext;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Claims due jobs lane by lane, gives each to its handler and records the outcome. A running job is leased for 30 s at a
 * time, so that another replica takes over the jobs of a killed one. New jobs are announced by a PostgreSQL notification;
 * the clock finds retries and jobs whose notification was lost.
 */
@ApplicationScoped
class JobRunner implements PgNotifications.Listener {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    private final TenantTransactions tenantTransactions;
    private final JobRepository jobs;
    private final DetachedContext detachedContext;
    private final PgNotifications pgNotifications;
    private final JobMeters jobMeters;
    private final Map<String, JobHandler> handlers;
    private final Map<JobLane, Lane> lanes = new EnumMap<>(JobLane.class);

    /** Requests to look for due jobs since the last look; one look answers all that came before it. */
    private final AtomicInteger requests = new AtomicInteger();

    private volatile boolean stopping;

    /** The places of one lane on this replica. */
    private record Lane(List<String> kinds, int width, Set<Long> inFlight) {

        int free() {
            return width - inFlight.size();
        }

        /** Half of the places: the other half stays open to organisations that come later. */
        int widthPerOrg() {
            return (width + 1) / 2;
        }
    }

    @Inject
    JobRunner(
            TenantTransactions tenantTransactions,
            JobRepository jobs,
            DetachedContext detachedContext,
            PgNotifications pgNotifications,
            JobMeters jobMeters,
            JobConfig config,
            @All List<JobHandler> handlers) {
        this.tenantTransactions = tenantTransactions;
        this.jobs = jobs;
        this.detachedContext = detachedContext;
        this.pgNotifications = pgNotifications;
        this.jobMeters = jobMeters;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
        handlers.stream()
                .collect(Collectors.groupingBy(
                        JobHandler::lane, Collectors.mapping(JobHandler::kind, Collectors.toList())))
                .forEach((lane, kinds) ->
                        lanes.put(lane, new Lane(kinds, config.width(lane), ConcurrentHashMap.newKeySet())));
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(JobRepository.CHANNEL, this);
    }

    /** A job that is claimed now would be cut off, and its lease would delay it on another replica. */
    void onShutdownDelay(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public void onMessage(String payload) {
        wake();
    }

    @Override
    public void onReconnect() {
        wake();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        wake();
        return Uni.createFrom().voidItem();
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renewLeases() {
        List<Long> ids = new ArrayList<>();
        lanes.values().forEach(lane -> ids.addAll(lane.inFlight()));
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : tenantTransactions
                        .acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> jobs.renewLeases(ids))
                        .replaceWithVoid();
    }

    /** Looks for due jobs; while a look is under way, many calls cause one more. */
    private void wake() {
        if (!stopping && requests.getAndIncrement() == 0) {
            detachedContext.start("due jobs", this::claimRequested);
        }
    }

    private Uni<Void> claimRequested() {
        int answered = requests.get();
        return Multi.createFrom()
                .iterable(lanes.values())
                .onItem()
                .transformToUniAndConcatenate(this::claim)
                .onItem()
                .ignoreAsUni()
                .eventually(() -> {
                    if (requests.addAndGet(-answered) > 0) {
                        detachedContext.start("due jobs", this::claimRequested);
                    }
                });
    }

    private Uni<Void> claim(Lane lane) {
        int free = lane.free();
        if (free <= 0) {
            return Uni.createFrom().voidItem();
        }
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> jobs.claim(lane.kinds(), free, lane.widthPerOrg()))
                .invoke(rows -> rows.forEach(row -> start(lane, row)))
                .replaceWithVoid();
    }

    private void start(Lane lane, JobRepository.ClaimedRow row) {
        JobHandler handler = handlers.get(row.kind());
        Job job = jobs.job(row, handler.maxAttempts());
        if (!lane.inFlight().add(job.id())) {
            // Its lease ran out while the database was away, and the earlier attempt still runs here.
            LOG.warnf("job %s %d lost its lease and still runs", job.kind(), job.id());
            return;
        }
        // Notifications arrive on one event loop; from a worker thread, jobs spread over all of them.
        Infrastructure.getDefaultExecutor()
                .execute(() -> detachedContext.start(
                        "job " + job.kind(),
                        () -> logged(handler, job).onTermination().invoke(() -> releasePlace(lane, job))));
    }

    private Uni<Void> logged(JobHandler handler, Job job) {
        LogContext.putJob(job.kind(), job.id());
        LogContext.putOrg(job.org());
        return attempt(handler, job);
    }

    /** Work may wait for a place in its lane, or for its organisation's share of it. */
    private void releasePlace(Lane lane, Job job) {
        lane.inFlight().remove(job.id());
        wake();
    }

    private Uni<Void> attempt(JobHandler handler, Job job) {
        return detachedContext
                .call(() -> handler.run(job))
                .ifNoItem()
                .after(handler.timeout())
                .fail()
                // The session of an attempt that failed is not to be used again.
                .chain(() -> detachedContext.call(() -> done(job)))
                .invoke(() -> jobMeters.count(job.kind(), JobMeters.Outcome.DONE))
                .onFailure()
                .recoverWithUni(failure -> failed(handler, job, failure));
    }

    private Uni<Void> done(Job job) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> jobs.delete(job))
                .replaceWithVoid();
    }

    private Uni<Void> failed(JobHandler handler, Job job, Throwable failure) {
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        LOG.warnf(
                "job %s %d, attempt %d of %d: %s", job.kind(), job.id(), job.attempt(), handler.maxAttempts(), reason);
        jobMeters.count(job.kind(), job.last() ? JobMeters.Outcome.GIVEN_UP : JobMeters.Outcome.FAILED);
        if (!job.last()) {
            return record(() -> jobs.retry(job, reason));
        }
        // The row is the reminder: were it written first, the handler of a process killed here would never be called.
        return detachedContext
                .call(() -> handler.onGivenUp(job, failure))
                .chain(() -> record(() -> jobs.giveUp(job, reason)))
                .onFailure()
                .recoverWithUni(unrecorded -> {
                    LOG.errorf(unrecorded, "job %s %d cannot be given up", job.kind(), job.id());
                    return record(() -> jobs.retry(job, reason));
                });
    }

    private Uni<Void> record(Supplier<Uni<Integer>> statement) {
        return detachedContext
                .call(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.JOB_QUEUE, statement))
                .replaceWithVoid();
    }
}
