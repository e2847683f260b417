package org.dalgo.flow.run.state;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A flow run as lists and streams show it.
 *
 * @param deploymentId Prefect's id of the deployment
 * @param id Prefect's id of the flow run; null only in the moment before Prefect has answered
 * @param name Prefect's name for it
 * @param startTime when it began, or null
 * @param expectedStartTime when it was due
 * @param totalRunTime seconds; -1 while unknown
 * @param status Prefect's state type
 * @param stateName Prefect's state name, {@code DBT_TEST_FAILED} among them
 * @param orguser address of who started it, null for the schedule
 */
@RegisterForReflection
public record RunResponse(
        @JsonProperty("deployment_id") UUID deploymentId,
        @Schema(nullable = true) UUID id,
        @Schema(nullable = true) String name,
        @Schema(nullable = true) Instant startTime,
        Instant expectedStartTime,
        double totalRunTime,
        String status,
        @JsonProperty("state_name") String stateName,
        @Schema(nullable = true) String orguser) {}
