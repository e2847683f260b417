package org.dalgo.flow.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A dbt task that can be run alone.
 *
 * @param deploymentId what to run
 * @param lock who runs it, or a task that it needs, now; null when it is free
 * @param command as in {@code dbt run --full-refresh}
 * @param generatedBy {@code system}, or {@code client} when a person made it
 * @param seq its kind's place in a pipeline
 * @param pipelineDefault chosen already when a person makes a new pipeline
 */
public record TransformTaskResponse(
        String label,
        String slug,
        long id,
        UUID uuid,
        @Schema(nullable = true) UUID deploymentId,
        @Schema(nullable = true) LockResponse lock,
        String command,
        @JsonProperty("generated_by") String generatedBy,
        int seq,
        @JsonProperty("pipeline_default") boolean pipelineDefault) {}
