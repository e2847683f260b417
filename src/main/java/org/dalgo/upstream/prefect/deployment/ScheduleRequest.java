package org.dalgo.upstream.prefect.deployment;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The one schedule of a deployment. */
@RegisterForReflection
record ScheduleRequest(String slug, boolean active, Cron schedule) {

    /**
     * A schedule keeps its identity by this name; without it each change would make a new schedule, and a tick could
     * run twice.
     */
    private static final String SLUG = "main";

    record Cron(String cron, String timezone, boolean dayOr) {}

    static ScheduleRequest of(Schedule schedule) {
        return new ScheduleRequest(SLUG, schedule.active(), new Cron(schedule.cron(), schedule.timezone(), true));
    }
}
