package org.dalgo.flow.run.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * Data of a {@code step} event.
 *
 * @param id Prefect's id of the task run
 * @param label what the step is called everywhere
 * @param seq its place in the pipeline
 * @param stateType Prefect's state type
 * @param stateName Prefect's state name
 * @param startTime when it began, or null
 * @param endTime when it ended, or null
 */
@RegisterForReflection
public record StepEvent(
        UUID id,
        String label,
        int seq,
        @JsonProperty("state_type") String stateType,
        @JsonProperty("state_name") String stateName,
        @JsonProperty("start_time") Instant startTime,
        @JsonProperty("end_time") Instant endTime) {}
