package org.dalgo.flow.run.result;

import java.util.List;
import java.util.Optional;

/**
 * What failed in a run.
 *
 * @param label label of the first step that failed, or null when none stored an outcome
 * @param fault what failed first in it, or null
 * @param others nodes that failed in it beside the first
 * @param cause the likely cause, if a rule knows it
 * @param newTestFailures names of the tests that failed and did not fail when they ran before, at most 20
 */
public record FailureReport(
        String label, Fault fault, int others, Optional<FailureCause> cause, List<String> newTestFailures) {

    /** Whether tests failed, and each of them had failed when it ran before. */
    public boolean isKnownTestFailure() {
        return fault != null && "test".equals(fault.resourceType()) && newTestFailures.isEmpty();
    }
}
