package org.dalgo.upstream.prefect;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Prefect's answers, as far as we read them; names differ from the wire only by case. Unknown fields are ignored. */
@RegisterForReflection
final class Wire {

    private Wire() {}

    /** Any object of which only the identifier matters. */
    record Identified(UUID id) {}

    record Cron(String cron, String timezone) {}

    record DeploymentSchedule(UUID id, String slug, boolean active, Cron schedule) {

        Schedule toSchedule() {
            return new Schedule(schedule.cron(), schedule.timezone(), active);
        }
    }

    record Limit(Integer limit) {}

    record Deployment(
            UUID id,
            String name,
            UUID flowId,
            boolean paused,
            List<DeploymentSchedule> schedules,
            JsonNode parameters,
            List<String> tags,
            String workPoolName,
            String workQueueName,
            String entrypoint,
            Limit globalConcurrencyLimit,
            String status,
            Instant updated) {

        org.dalgo.upstream.prefect.Deployment toDeployment() {
            return new org.dalgo.upstream.prefect.Deployment(
                    id,
                    name,
                    flowId,
                    paused,
                    schedules == null || schedules.isEmpty()
                            ? null
                            : schedules.get(0).toSchedule(),
                    parameters,
                    tags,
                    workPoolName,
                    workQueueName,
                    entrypoint,
                    globalConcurrencyLimit == null ? null : globalConcurrencyLimit.limit(),
                    "READY".equals(status),
                    updated);
        }
    }

    record StateDetails(UUID childFlowRunId) {}

    record State(UUID id, StateType type, String name, Instant timestamp, String message, StateDetails stateDetails) {}

    record Creator(String displayValue) {}

    record FlowRun(
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

        org.dalgo.upstream.prefect.FlowRun toFlowRun() {
            return new org.dalgo.upstream.prefect.FlowRun(
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
    }

    record TaskRun(
            UUID id,
            String name,
            UUID flowRunId,
            State state,
            Instant expectedStartTime,
            Instant startTime,
            Instant endTime,
            double totalRunTime) {

        org.dalgo.upstream.prefect.TaskRun toTaskRun() {
            return new org.dalgo.upstream.prefect.TaskRun(
                    id,
                    name,
                    flowRunId,
                    state == null ? null : state.type(),
                    state == null ? null : state.name(),
                    expectedStartTime,
                    startTime,
                    endTime,
                    seconds(totalRunTime),
                    state == null || state.stateDetails() == null
                            ? null
                            : state.stateDetails().childFlowRunId());
        }
    }

    record Log(UUID id, int level, Instant timestamp, String message, String name, UUID flowRunId, UUID taskRunId) {

        LogLine toLogLine() {
            return new LogLine(id, level, timestamp, message, name, flowRunId, taskRunId);
        }
    }

    record TransitionDetails(String reason) {}

    /** Answer to {@code set_state}; the HTTP status says nothing about it. */
    record Transition(State state, String status, TransitionDetails details) {}

    record Queue(String status, Instant lastPolled) {}

    record Worker(String name, String status) {}

    private static Duration seconds(double value) {
        return Duration.ofNanos(Math.round(value * 1e9));
    }
}
