package org.dalgo.flow.run.result;

import java.time.Instant;
import java.util.UUID;

/**
 * One result of a dbt test.
 *
 * @param uniqueId dbt's id of the test
 * @param status dbt's word
 * @param failures rows that fail the test, or null
 * @param message what dbt says; null for other results than the newest of a test
 * @param at when its step ended
 * @param flowRunId Prefect's id of the run
 */
public record TestRunView(
        String uniqueId,
        String name,
        String file,
        String status,
        boolean failed,
        Long failures,
        String message,
        Instant at,
        UUID flowRunId) {}
