package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A deployment as Prefect has it.
 *
 * @param id its identifier
 * @param name unique within its flow
 * @param flowId the flow it runs
 * @param paused no runs by schedule while true, whatever the schedule says
 * @param schedule its first schedule, or null
 * @param parameters parameters of each run unless the run brings its own
 * @param tags tags its runs inherit
 * @param workPool pool, or null
 * @param workQueue queue within the pool, or null
 * @param entrypoint where the flow's function is
 * @param concurrencyLimit most runs at a time, or null for any number
 * @param ready a worker polled its queue within the last minute; refreshed by the server every 15 s
 * @param updated last change
 */
public record PrefectDeployment(
        UUID id,
        String name,
        UUID flowId,
        boolean paused,
        Schedule schedule,
        JsonNode parameters,
        List<String> tags,
        String workPool,
        String workQueue,
        String entrypoint,
        Integer concurrencyLimit,
        boolean ready,
        Instant updated) {

    /** True when runs are made by the schedule. */
    public boolean scheduled() {
        return !paused && schedule != null && schedule.active();
    }
}
