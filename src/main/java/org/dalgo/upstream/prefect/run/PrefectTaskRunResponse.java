package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** A task run as Prefect answers with it; names differ from the wire only by case. */
@RegisterForReflection
record PrefectTaskRunResponse(
        UUID id,
        String name,
        UUID flowRunId,
        PrefectFlowRunResponse.State state,
        Instant expectedStartTime,
        Instant startTime,
        Instant endTime,
        double totalRunTime) {

    TaskRun toTaskRun() {
        return new TaskRun(
                id,
                name,
                flowRunId,
                state == null ? null : state.type(),
                state == null ? null : state.name(),
                expectedStartTime,
                startTime,
                endTime,
                PrefectFlowRunResponse.seconds(totalRunTime),
                state == null || state.stateDetails() == null
                        ? null
                        : state.stateDetails().childFlowRunId());
    }
}
