package org.dalgo.flow.run.state;

import java.time.Instant;
import org.dalgo.upstream.prefect.run.FlowRun;
import org.dalgo.upstream.prefect.run.StateType;

/**
 * A state that a flow run has entered, from an event or an answer of Prefect.
 *
 * @param at since when
 * @param message why, or null
 * @param expectedStart when it was due, or null if unknown
 * @param startedAt when its process began, or null if unknown
 * @param endedAt when it ended, or null
 * @param seconds time spent running, or null if unknown
 */
public record StateChange(
        StateType type,
        String name,
        Instant at,
        String message,
        Instant expectedStart,
        Instant startedAt,
        Instant endedAt,
        Double seconds) {

    /** Name of the state of a run that completed although tests of the data failed. */
    static final String TESTS_FAILED = "DBT_TEST_FAILED";

    /** Behind this, Prefect's worker puts the answer of the cluster, which names namespaces, nodes and quotas. */
    private static final String NOT_ACCEPTED = "Failed to submit flow run to infrastructure";

    public StateChange {
        if (message != null && message.startsWith(NOT_ACCEPTED)) {
            message =
                    "The run was not accepted by the system that executes runs. The log of Prefect's worker says why.";
        }
    }

    public static StateChange of(StateType type, String name, Instant at) {
        return new StateChange(
                type, name, at, null, null, type == StateType.RUNNING ? at : null, type.isTerminal() ? at : null, null);
    }

    public static StateChange of(FlowRun run) {
        return new StateChange(
                run.stateType(),
                run.stateName(),
                run.stateTimestamp(),
                run.stateMessage(),
                run.expectedStart(),
                run.start(),
                run.end(),
                run.totalRunTime() == null ? null : run.totalRunTime().toMillis() / 1000.0);
    }

    /** Whether managers are notified of it: a failure, a crash, or tests that failed. */
    boolean isFailure() {
        return type == StateType.FAILED || type == StateType.CRASHED || TESTS_FAILED.equals(name);
    }
}
