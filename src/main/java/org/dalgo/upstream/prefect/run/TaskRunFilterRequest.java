package org.dalgo.upstream.prefect.run;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collection;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.Criterion;

/** A page of task runs. */
@RegisterForReflection
record TaskRunFilterRequest(String sort, TaskRuns taskRuns, int limit, int offset) {

    record TaskRuns(Criterion flowRunId) {}

    static TaskRunFilterRequest of(Collection<UUID> flowRuns, int limit, int offset) {
        return new TaskRunFilterRequest(
                "EXPECTED_START_TIME_ASC", new TaskRuns(Criterion.anyOf(flowRuns)), limit, offset);
    }
}
