package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dalgo.upstream.prefect.http.PrefectJson;

/** What changes of a deployment; what is null stays as it is. */
@RegisterForReflection
record UpdateDeploymentRequest(
        List<ScheduleRequest> schedules,
        JsonNode parameters,
        JsonNode parameterOpenapiSchema,
        List<String> tags,
        String entrypoint,
        JsonNode jobVariables,
        Integer concurrencyLimit,
        String workPoolName,
        String workQueueName) {

    static UpdateDeploymentRequest of(DeploymentPatch patch, String defaultPool) {
        // A queue without its pool would be looked for in the pool of agents, which no longer exist.
        boolean elsewhere = patch.queue() != null || patch.pool() != null;
        String pool = patch.pool() == null ? defaultPool : patch.pool();
        return new UpdateDeploymentRequest(
                patch.schedule() == null ? null : List.of(ScheduleRequest.of(patch.schedule())),
                PrefectJson.withoutEvaluatedKeys(patch.parameters()),
                patch.parameterSchema(),
                patch.tags(),
                patch.entrypoint(),
                patch.jobVariables(),
                patch.concurrencyLimit(),
                elsewhere ? pool : null,
                patch.queue());
    }

    /** True when there is something to send. */
    boolean changesSomething() {
        return Stream.of(
                        schedules,
                        parameters,
                        parameterOpenapiSchema,
                        tags,
                        entrypoint,
                        jobVariables,
                        concurrencyLimit,
                        workPoolName,
                        workQueueName)
                .anyMatch(Objects::nonNull);
    }
}
