package org.dalgo.flow.run.result;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of what dbt made of each node in a run.
 *
 * @param total number of results that match, or 0 behind the last page
 * @param results those that failed, those that warn, then the others
 */
public record RunResultsResponse(long total, List<Result> results) {

    /**
     * The result of one model, test, seed or snapshot.
     *
     * @param taskRunId the step
     * @param step label of the step
     * @param status dbt's word
     * @param newFailure whether it is a test that did not fail when it ran before
     * @param rowsAffected as the warehouse reports it
     * @param failures rows that fail a test
     * @param file path within the project
     * @param line a line of the file, or of its compiled SQL for an error of the warehouse
     * @param at when its step ended
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "RunNodeResult")
    public record Result(
            UUID taskRunId,
            @Schema(nullable = true) String step,
            String uniqueId,
            String name,
            String resourceType,
            String status,
            boolean newFailure,
            @Schema(nullable = true) Double seconds,
            @Schema(nullable = true) Long rowsAffected,
            @Schema(nullable = true) Long failures,
            String message,
            @Schema(nullable = true) String file,
            @Schema(nullable = true) Integer line,
            Instant at) {}
}
