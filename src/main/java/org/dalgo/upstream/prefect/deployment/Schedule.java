package org.dalgo.upstream.prefect.deployment;

/**
 * When a deployment runs by itself.
 *
 * @param cron five fields; Prefect decides what a time means that the zone skips or repeats
 * @param timezone IANA name
 * @param active false keeps the schedule without making runs
 */
public record Schedule(String cron, String timezone, boolean active) {

    /** An active schedule in UTC. */
    public static Schedule utc(String cron) {
        return new Schedule(cron, "UTC", true);
    }
}
