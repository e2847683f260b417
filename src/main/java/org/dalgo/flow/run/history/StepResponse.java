package org.dalgo.flow.run.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.flow.run.state.StepRow;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One step in the history of a run.
 *
 * @param kind {@code task-run}: every step of our flows is one
 * @param parameters what it synced; absent for steps that are no sync
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StepResponse(
        UUID id,
        String kind,
        String label,
        String stateType,
        String stateName,
        @Schema(nullable = true) Instant startTime,
        @Schema(nullable = true) Instant endTime,
        @Schema(nullable = true) Double totalRunTime,
        @Schema(nullable = true) Double estimatedRunTime,
        @JsonInclude(JsonInclude.Include.NON_NULL) Parameters parameters) {

    /** The connection that a step synced. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Parameters(UUID connectionId, String connectionName, String slug) {}

    static StepResponse of(StepRow step) {
        Parameters parameters = step.connectionId() == null
                ? null
                : new Parameters(step.connectionId(), step.connectionName(), step.taskSlug());
        return new StepResponse(
                step.taskRunId(),
                "task-run",
                step.label(),
                step.stateType(),
                step.stateName(),
                step.startedAt(),
                step.endedAt(),
                step.totalRunTime(),
                step.totalRunTime(),
                parameters);
    }
}
