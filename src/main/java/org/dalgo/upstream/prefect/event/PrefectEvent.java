package org.dalgo.upstream.prefect.event;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.upstream.prefect.run.StateType;

/**
 * An event of Prefect, delivered with best effort. The server drops events that a socket cannot take, and those of the
 * seconds before a connection. An event may arrive before its transaction is visible, or for one that is rolled back.
 */
public sealed interface PrefectEvent {

    /**
     * Events flow from now on. Earlier ones may be missing: compare with the REST interface now, and again after 6 s.
     */
    record Connected() implements PrefectEvent {}

    /**
     * No events until {@link Connected} comes again; sent once per outage.
     *
     * @param reason for the log
     */
    record Disconnected(String reason) implements PrefectEvent {}

    /**
     * A flow run has a new state.
     *
     * @param eventId identifier, equal to that of the state
     * @param occurred when the state began
     * @param runId the run
     * @param runName its name
     * @param deploymentId its deployment, or null for a subflow
     * @param stateType type of the state
     * @param stateName name of the state
     */
    record FlowRunChanged(
            UUID eventId,
            Instant occurred,
            UUID runId,
            String runName,
            UUID deploymentId,
            StateType stateType,
            String stateName)
            implements PrefectEvent {}

    /**
     * A task run has a new state.
     *
     * @param eventId identifier, equal to that of the state
     * @param occurred when the state began
     * @param taskRunId the task run
     * @param flowRunId the run it belongs to
     * @param name its name
     * @param stateType type of the state
     * @param stateName name of the state
     */
    record TaskRunChanged(
            UUID eventId,
            Instant occurred,
            UUID taskRunId,
            UUID flowRunId,
            String name,
            StateType stateType,
            String stateName)
            implements PrefectEvent {}

    /**
     * Heartbeat of the process of a run. {@code dalgo_flows} sends it every few seconds under the name
     * {@code dalgo.run.alive}.
     *
     * @param runId the run
     */
    record RunAlive(UUID runId) implements PrefectEvent {}

    /**
     * Hint that a step of a run stored an outcome as an artifact. {@code dalgo_flows} sends it under the name {@code
     * dalgo.run.outcome}.
     *
     * @param runId the run
     */
    record OutcomeStored(UUID runId) implements PrefectEvent {}

    /**
     * Progress of a running sync. {@code dalgo_flows} sends it under the name {@code dalgo.sync.progress}, with these
     * fields in snake case in the payload. The payload may omit the runs, because Prefect's client adds them as related
     * resources.
     *
     * @param flowRunId the run
     * @param taskRunId the task run, or null
     * @param label label of the step
     * @param records records so far
     * @param bytes bytes so far
     * @param estimatedTotal records expected, or null
     */
    record SyncProgress(UUID flowRunId, UUID taskRunId, String label, long records, long bytes, Long estimatedTotal)
            implements PrefectEvent {}
}
