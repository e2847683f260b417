package org.dalgo.flow.run.result;

import java.util.List;
import java.util.Map;

/**
 * The end of one command of a step, or of a step without commands.
 *
 * @param label label of the step
 * @param slug slug of its task
 * @param command the dbt command; empty for a step without commands
 * @param number position of the command within its step
 * @param failed whether it failed; failed tests count
 * @param counts number of results by dbt's status
 * @param leftOut results that are counted only
 * @param fault what failed first; null for a success
 * @param results results of nodes, those that failed first
 */
record StepOutcome(
        String label,
        String slug,
        String command,
        int number,
        boolean failed,
        Map<String, Integer> counts,
        int leftOut,
        Fault fault,
        List<NodeResult> results) {}
