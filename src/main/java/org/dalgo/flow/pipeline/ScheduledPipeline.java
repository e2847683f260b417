package org.dalgo.flow.pipeline;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A pipeline with a schedule that is switched on.
 *
 * @param deployment key of its deployment
 * @param prefectId id of the deployment in Prefect
 * @param cron its schedule, in UTC
 * @param changedAt when it was created or last changed: earlier due times are those of another schedule
 * @param lastActivity the latest start of a run of it, now when one is open, or null
 * @param notifiedDue the latest due time of which a notification was sent, or null
 */
record ScheduledPipeline(
        long deployment,
        OrgId org,
        String name,
        String queue,
        UUID prefectId,
        String cron,
        Instant changedAt,
        Instant lastActivity,
        Instant notifiedDue) {

    /** The latest due time between these two of which no run is known and no notification was sent. */
    Optional<Instant> missedBetween(Instant from, Instant to) {
        Instant earliest = changedAt.isAfter(from) ? changedAt : from;
        return earliest.isAfter(to)
                ? Optional.empty()
                : CronExpression.latestDue(cron, earliest, to)
                        .filter(due -> lastActivity == null || lastActivity.isBefore(due))
                        .filter(due -> notifiedDue == null || notifiedDue.isBefore(due));
    }
}
