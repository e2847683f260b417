package org.dalgo.upstream.prefect.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A flow run as Prefect answers with it; names differ from the wire only by case. */
@RegisterForReflection
record PrefectFlowRunResponse(
        UUID id,
        String name,
        UUID flowId,
        UUID deploymentId,
        State state,
        Instant expectedStartTime,
        Instant startTime,
        Instant endTime,
        double totalRunTime,
        JsonNode parameters,
        List<String> tags,
        boolean autoScheduled,
        Creator createdBy,
        String workQueueName,
        String idempotencyKey,
        UUID parentTaskRunId) {

    record StateDetails(UUID childFlowRunId) {}

    record State(UUID id, StateType type, String name, Instant timestamp, String message, StateDetails stateDetails) {}

    record Creator(String displayValue) {}

    FlowRun toFlowRun() {
        return new FlowRun(
                id,
                name,
                flowId,
                deploymentId,
                state == null ? null : state.id(),
                state == null ? null : state.type(),
                state == null ? null : state.name(),
                state == null ? null : state.timestamp(),
                state == null ? null : state.message(),
                expectedStartTime,
                startTime,
                endTime,
                seconds(totalRunTime),
                parameters,
                tags,
                autoScheduled,
                createdBy == null ? null : createdBy.displayValue(),
                workQueueName,
                idempotencyKey,
                parentTaskRunId);
    }

    static Duration seconds(double value) {
        return Duration.ofNanos(Math.round(value * 1e9));
    }
}
