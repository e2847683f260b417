package org.dalgo.flow.run.result;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.dalgo.flow.run.result.ResultRepository.OutcomeRow;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The summary of one command of a step of a run.
 *
 * @param taskName what ran, such as {@code dbt test}
 * @param taskRunId the step
 * @param label label of the step
 * @param command the dbt command; empty for a step without commands
 * @param pattern kind of the summary: {@code test-summary}, {@code run-summary}, {@code airbyte-sync-job-failed} or
 *     {@code step-failed}
 * @param status {@code success} or {@code failed}
 * @param logLines what was said about the failure, line by line
 * @param tests the nodes that failed or warn, at most 200
 * @param error what failed first; null for a success
 * @param why the likely cause and what to do; null when no rule knows it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StepSummaryResponse(
        String taskName,
        UUID taskRunId,
        String label,
        String command,
        String pattern,
        String status,
        int passed,
        int warnings,
        int errors,
        int skipped,
        List<String> logLines,
        List<Node> tests,
        @Schema(nullable = true) Error error,
        @Schema(nullable = true) Why why) {

    /**
     * A node that failed or warns.
     *
     * @param pattern {@code failure-in-test} or {@code failure-in-model}; {@code warning-in-…} for a warning
     * @param model name of the node
     * @param file path within the project
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "StepNode")
    public record Node(
            String pattern,
            String model,
            @Schema(nullable = true) String file,
            @Schema(nullable = true) Integer line,
            String status,
            String message,
            boolean newFailure) {

        static Node of(RunResultsResponse.Result result) {
            String kind = "test".equals(result.resourceType()) ? "test" : "model";
            return new Node(
                    ("warn".equals(result.status()) ? "warning-in-" : "failure-in-") + kind,
                    result.name(),
                    result.file(),
                    result.line(),
                    result.status(),
                    result.message(),
                    result.newFailure());
        }
    }

    /**
     * What failed first.
     *
     * @param others nodes that failed beside it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "StepError")
    public record Error(
            @Schema(nullable = true) String uniqueId,
            @Schema(nullable = true) String name,
            @Schema(nullable = true) String resourceType,
            @Schema(nullable = true) String file,
            @Schema(nullable = true) Integer line,
            String message,
            int others) {}

    /**
     * Why it failed.
     *
     * @param cause kind of the cause, such as {@code credential}
     * @param likelyCause the same in a sentence
     * @param nextAction what to do
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "LikelyCause")
    public record Why(String cause, String likelyCause, String nextAction) {

        static Why of(FailureCause cause) {
            return new Why(cause.name().toLowerCase(Locale.ROOT), cause.likelyCause(), cause.nextAction());
        }
    }

    static StepSummaryResponse of(OutcomeRow outcome, List<Node> nodes) {
        Fault fault = outcome.fault();
        return new StepSummaryResponse(
                outcome.slug().replace('-', ' '),
                outcome.taskRunId(),
                outcome.label(),
                outcome.command(),
                pattern(outcome),
                outcome.failed() ? "failed" : "success",
                outcome.count(Set.of("pass", "success")),
                outcome.count(Set.of("warn")),
                outcome.failures(),
                outcome.count(Set.of("skipped")),
                fault == null ? List.of() : fault.message().lines().toList(),
                nodes,
                fault == null
                        ? null
                        : new Error(
                                fault.uniqueId(),
                                fault.name(),
                                fault.resourceType(),
                                fault.file(),
                                fault.line(),
                                fault.message(),
                                outcome.others()),
                fault == null ? null : FailureRules.causeOf(fault).map(Why::of).orElse(null));
    }

    private static String pattern(OutcomeRow outcome) {
        if (outcome.slug().startsWith("dbt-test")) {
            return "test-summary";
        }
        return outcome.slug().startsWith("dbt-")
                ? "run-summary"
                : outcome.slug().startsWith("airbyte-sync") ? "airbyte-sync-job-failed" : "step-failed";
    }
}
