package org.dalgo.flow.run.result;

import java.util.Set;

/**
 * The result of one node of a dbt project.
 *
 * @param uniqueId dbt's id, such as {@code model.ngo.places}
 * @param resourceType model, test, seed, snapshot and others
 * @param status dbt's word
 * @param seconds how long it took, or null
 * @param rows rows that the warehouse reports as affected, or null
 * @param failures rows that fail a test, or null
 * @param message what dbt says; empty when nothing
 * @param file path within the project, or null
 * @param line a line of the file, or of its compiled SQL for an error of the warehouse; or null
 */
record NodeResult(
        String uniqueId,
        String name,
        String resourceType,
        String status,
        Double seconds,
        Long rows,
        Long failures,
        String message,
        String file,
        Integer line) {

    /** dbt's words for a node that failed itself. */
    static final Set<String> FAILED = Set.of("error", "fail", "runtime error");

    /** Whether the node itself failed; a skipped one is the consequence of another's failure. */
    boolean failed() {
        return failed(status);
    }

    static boolean failed(String status) {
        return FAILED.contains(status);
    }
}
