package org.dalgo.data.transform.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.run.result.TestRunView;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A test of the dbt project with its last result and its trend.
 *
 * @param uniqueId dbt's id
 * @param file file that declares it
 * @param status dbt's word for its last result
 * @param failures rows that failed it
 * @param message what dbt says of its last result
 * @param failingSince when the present series of failures began, within the trend; null for a test that does not fail
 * @param lastRunAt when it ran last
 * @param trend its last results, at most 20, newest first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DbtTestResponse(
        String uniqueId,
        String name,
        @Schema(nullable = true) String file,
        String status,
        @Schema(nullable = true) Long failures,
        String message,
        @Schema(nullable = true) Instant failingSince,
        Instant lastRunAt,
        List<Result> trend) {

    /** One result of the test. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "DbtTestResult")
    public record Result(UUID flowRunId, String status, @Schema(nullable = true) Long failures, Instant at) {}

    /** @param runs results in the order of tests, of each test the newest first */
    static List<DbtTestResponse> of(List<TestRunView> runs) {
        Map<String, List<TestRunView>> byTest = new LinkedHashMap<>();
        runs.forEach(run ->
                byTest.computeIfAbsent(run.uniqueId(), id -> new ArrayList<>()).add(run));
        return byTest.values().stream().map(DbtTestResponse::ofOne).toList();
    }

    private static DbtTestResponse ofOne(List<TestRunView> newestFirst) {
        TestRunView last = newestFirst.get(0);
        Instant failingSince = newestFirst.stream()
                .takeWhile(TestRunView::failed)
                .reduce((newer, older) -> older)
                .map(TestRunView::at)
                .orElse(null);
        return new DbtTestResponse(
                last.uniqueId(),
                last.name(),
                last.file(),
                last.status(),
                last.failures(),
                last.message(),
                failingSince,
                last.at(),
                newestFirst.stream()
                        .map(run -> new Result(run.flowRunId(), run.status(), run.failures(), run.at()))
                        .toList());
    }
}
