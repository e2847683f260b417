package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A deployment as Prefect answers with it; names differ from the wire only by case. */
@RegisterForReflection
record PrefectDeploymentResponse(
        UUID id,
        String name,
        UUID flowId,
        boolean paused,
        List<ScheduleResponse> schedules,
        JsonNode parameters,
        List<String> tags,
        String workPoolName,
        String workQueueName,
        String entrypoint,
        Limit globalConcurrencyLimit,
        String status,
        Instant updated) {

    record Cron(String cron, String timezone) {}

    record ScheduleResponse(UUID id, String slug, boolean active, Cron schedule) {

        Schedule toSchedule() {
            return new Schedule(schedule.cron(), schedule.timezone(), active);
        }
    }

    record Limit(Integer limit) {}

    PrefectDeployment toDeployment() {
        return new PrefectDeployment(
                id,
                name,
                flowId,
                paused,
                schedules == null || schedules.isEmpty()
                        ? null
                        : schedules.get(0).toSchedule(),
                parameters,
                tags,
                workPoolName,
                workQueueName,
                entrypoint,
                globalConcurrencyLimit == null ? null : globalConcurrencyLimit.limit(),
                "READY".equals(status),
                updated);
    }
}
