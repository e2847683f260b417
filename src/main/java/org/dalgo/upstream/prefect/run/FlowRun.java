package org.dalgo.upstream.prefect.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A flow run as Prefect has it. Times are absent while they have not come.
 *
 * @param id its identifier
 * @param name generated or given
 * @param flowId its flow
 * @param deploymentId its deployment, which may be deleted by now; null for a subflow
 * @param stateId identifier of the state, equal to the identifier of its event; null before the first
 *     state
 * @param stateType type of the state; null before the first state
 * @param stateName name of the state, free text
 * @param stateTimestamp since when
 * @param stateMessage why, or null
 * @param expectedStart when it was meant to start
 * @param start when its process began, or null
 * @param end when it ended, or null
 * @param totalRunTime time spent running, waiting excluded
 * @param parameters its parameters
 * @param tags its tags
 * @param autoScheduled made by a schedule
 * @param createdBy who made it, as Prefect names them (for a schedule its slug), or null
 * @param workQueueName queue, or null
 * @param idempotencyKey key it was made with, or null
 * @param parentTaskRunId task run that stands for it in its parent; null at the top
 */
public record FlowRun(
        UUID id,
        String name,
        UUID flowId,
        UUID deploymentId,
        UUID stateId,
        StateType stateType,
        String stateName,
        Instant stateTimestamp,
        String stateMessage,
        Instant expectedStart,
        Instant start,
        Instant end,
        Duration totalRunTime,
        JsonNode parameters,
        List<String> tags,
        boolean autoScheduled,
        String createdBy,
        String workQueueName,
        String idempotencyKey,
        UUID parentTaskRunId) {}
