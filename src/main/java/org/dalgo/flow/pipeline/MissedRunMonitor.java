package org.dalgo.flow.pipeline;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dalgo.flow.run.state.RunConfig;
import org.dalgo.people.notify.NotificationMessage;
import org.dalgo.people.notify.NotificationService;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.org.OrgService;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.ClusterSchedule;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.HistoryQuery;
import org.dalgo.upstream.prefect.server.QueueHealth;
import org.jboss.logging.Logger;

/**
 * Notices pipelines whose schedule was due and of which no run has started, and notifies the organisation's managers, once
 * for each due time. Prefect is requested before: a run of which no event has arrived here is not missed.
 */
@ApplicationScoped
class MissedRunMonitor {

    private static final Logger LOG = Logger.getLogger(MissedRunMonitor.class);
    private static final String NAME = "missed-runs";
    private static final Duration EVERY = Duration.ofMinutes(5);
    /** An older due time is no news. */
    private static final Duration LOOK_BACK = Duration.ofDays(1);

    private static final int PAGE = 500;
    private static final int NEWEST_RUNS = 5;
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Missed(ScheduledPipeline pipeline, Instant due) {}

    private final TenantTransactions tenantTransactions;
    private final MissedRunRepository repository;
    private final PrefectAdapter prefect;
    private final PrefectConfig prefectConfig;
    private final OrgService orgs;
    private final NotificationService notifications;
    private final MailLinks links;
    private final ClusterSchedule schedule;
    private final BackgroundRounds rounds;
    private final RunConfig config;

    @Inject
    MissedRunMonitor(
            TenantTransactions tenantTransactions,
            MissedRunRepository repository,
            PrefectAdapter prefect,
            PrefectConfig prefectConfig,
            OrgService orgs,
            NotificationService notifications,
            MailLinks links,
            ClusterSchedule schedule,
            BackgroundRounds rounds,
            RunConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.prefect = prefect;
        this.prefectConfig = prefectConfig;
        this.orgs = orgs;
        this.notifications = notifications;
        this.links = links;
        this.schedule = schedule;
        this.rounds = rounds;
        this.config = config;
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP, identity = NAME)
    Uni<Void> tick() {
        if (!config.watch()) {
            return Uni.createFrom().voidItem();
        }
        return rounds.count(NAME, () -> schedule.claim(NAME, EVERY)
                .chain(due ->
                        due ? notifyOfMissed(Instant.now()) : Uni.createFrom().voidItem()));
    }

    /** Looks at all schedules. */
    Uni<Void> notifyOfMissed(Instant now) {
        return notifyOfMissed(now, 0);
    }

    private Uni<Void> notifyOfMissed(Instant now, long after) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.RUN_REPAIR, () -> repository.scheduled(after, PAGE))
                .chain(page -> Unis.onWorker(() -> missed(page, now))
                        .chain(missed -> Unis.sequentially(missed, this::examine))
                        .chain(() -> page.size() < PAGE
                                ? Uni.createFrom().voidItem()
                                : notifyOfMissed(now, page.get(PAGE - 1).deployment())));
    }

    private List<Missed> missed(List<ScheduledPipeline> pipelines, Instant now) {
        Instant to = now.minus(config.missedAfter());
        return pipelines.stream()
                .flatMap(pipeline ->
                        pipeline.missedBetween(to.minus(LOOK_BACK), to).map(due -> new Missed(pipeline, due)).stream())
                .toList();
    }

    /** While Prefect does not answer nothing is known; the next round requests it again. */
    private Uni<Void> examine(Missed missed) {
        return reason(missed)
                .chain(reason -> reason.isEmpty() ? Uni.createFrom().voidItem() : notifyManagers(missed, reason.get()))
                .onFailure(UpstreamFailure.class)
                .invoke(failure -> LOG.infof(
                        "Deployment %s cannot be examined now: %s",
                        missed.pipeline().prefectId(), failure.getMessage()))
                .onFailure(UpstreamFailure.class)
                .recoverWithNull();
    }

    /** Why there is no run; empty when there is one. */
    private Uni<Optional<String>> reason(Missed missed) {
        ScheduledPipeline pipeline = missed.pipeline();
        return prefect.history(HistoryQuery.newest(List.of(pipeline.prefectId()), NEWEST_RUNS))
                .chain(runs -> runs.stream().anyMatch(run -> covers(run, missed.due()))
                        ? Uni.createFrom().item(Optional.empty())
                        : prefect.nextRun(pipeline.prefectId())
                                .chain(next -> next.isPresent()
                                                && !next.get().expectedStart().isAfter(missed.due())
                                        ? waitReason(pipeline.queue()).map(Optional::of)
                                        : Uni.createFrom()
                                                .item(Optional.of(
                                                        "Prefect has made no run for that time. Save the pipeline"
                                                                + " again; if that does not help, ask the people who run the"
                                                                + " platform."))));
    }

    private static boolean covers(FlowRun run, Instant due) {
        return run.end() == null
                || (run.start() != null && !run.start().isBefore(due))
                || (run.expectedStart() != null && !run.expectedStart().isBefore(due));
    }

    private Uni<String> waitReason(String queue) {
        return prefect.queueHealth(prefectConfig.workPool(), queue)
                .map(health -> health.filter(QueueHealth::ready).isPresent()
                        ? "Its run waits for a free worker on the queue " + queue + "."
                        : "Its run waits, and no worker polls the queue " + queue
                                + ". Ask the people who run the platform to start one; the run begins then.");
    }

    private Uni<Void> notifyManagers(Missed missed, String reason) {
        ScheduledPipeline pipeline = missed.pipeline();
        return tenantTransactions.inOrg(pipeline.org(), () -> repository
                .claim(pipeline.org(), pipeline, missed.due())
                .chain(claimed -> claimed
                        ? orgs.get(pipeline.org())
                                .chain(org -> notifications.notifyManagers(
                                        pipeline.org(), message(org.name(), missed, reason)))
                        : Uni.createFrom().voidItem()));
    }

    private NotificationMessage message(String organisation, Missed missed, String reason) {
        String subject = "the pipeline " + missed.pipeline().name();
        String why = "It was due on %s. %s".formatted(DAY_AND_TIME.format(missed.due()), reason);
        String link = links.pipelines();
        return new NotificationMessage(
                "%s: %s did not start. %s\n%s".formatted(organisation, subject, why, link),
                true,
                MailKind.RUN_MISSED,
                Map.of("link", link, "organisation", organisation, "subject", subject, "message", why));
    }
}
