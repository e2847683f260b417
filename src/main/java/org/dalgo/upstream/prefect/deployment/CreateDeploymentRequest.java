package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.PrefectJson;

/** A deployment to be made; names differ from the wire only by case, and what is null is left out. */
@RegisterForReflection
record CreateDeploymentRequest(
        String name,
        UUID flowId,
        String entrypoint,
        List<String> pullSteps,
        String workPoolName,
        String workQueueName,
        boolean paused,
        List<String> tags,
        List<ScheduleRequest> schedules,
        boolean enforceParameterSchema,
        JsonNode parameters,
        JsonNode parameterOpenapiSchema,
        JsonNode jobVariables,
        Integer concurrencyLimit) {

    static CreateDeploymentRequest of(DeploymentDraft draft, String defaultPool) {
        return new CreateDeploymentRequest(
                draft.name(),
                draft.flowId(),
                draft.entrypoint(),
                List.of(),
                draft.pool() == null ? defaultPool : draft.pool(),
                draft.queue(),
                draft.paused(),
                draft.tags(),
                draft.schedule() == null ? List.of() : List.of(ScheduleRequest.of(draft.schedule())),
                draft.parameterSchema() != null,
                PrefectJson.withoutEvaluatedKeys(draft.parameters()),
                draft.parameterSchema(),
                draft.jobVariables(),
                draft.concurrencyLimit());
    }
}
