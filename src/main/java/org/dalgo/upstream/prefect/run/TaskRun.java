package org.dalgo.upstream.prefect.run;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A task run within a flow run. The list trails the flow run's state by up to 5 s: the engine reports tasks as events.
 *
 * @param id its identifier
 * @param name its name
 * @param flowRunId the run it belongs to
 * @param stateType type of the state; null before the first state
 * @param stateName name of the state, free text
 * @param expectedStart when it was meant to start
 * @param start or null
 * @param end or null
 * @param totalRunTime time spent running
 * @param childFlowRunId the subflow run it stands for, or null
 */
public record TaskRun(
        UUID id,
        String name,
        UUID flowRunId,
        StateType stateType,
        String stateName,
        Instant expectedStart,
        Instant start,
        Instant end,
        Duration totalRunTime,
        UUID childFlowRunId) {}
