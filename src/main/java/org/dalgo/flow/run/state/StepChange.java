package org.dalgo.flow.run.state;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.upstream.prefect.run.StateType;
import org.dalgo.upstream.prefect.run.TaskRun;

/**
 * A state that a step of a run has entered.
 *
 * @param label what the step is called, equal to the label of the deployment's task
 * @param seconds time spent running, or null if unknown
 */
public record StepChange(
        UUID taskRunId,
        String label,
        StateType type,
        String name,
        Instant at,
        Instant startedAt,
        Instant endedAt,
        Double seconds) {

    public static StepChange of(TaskRun task) {
        Instant at = task.end() != null ? task.end() : task.start() != null ? task.start() : task.expectedStart();
        return new StepChange(
                task.id(),
                task.name(),
                task.stateType(),
                task.stateName(),
                at == null ? Instant.EPOCH : at,
                task.start(),
                task.end(),
                task.totalRunTime() == null ? null : task.totalRunTime().toMillis() / 1000.0);
    }

    public static StepChange of(UUID taskRunId, String label, StateType type, String name, Instant at) {
        return new StepChange(
                taskRunId,
                label,
                type,
                name,
                at,
                type == StateType.RUNNING ? at : null,
                type.isTerminal() ? at : null,
                null);
    }
}
