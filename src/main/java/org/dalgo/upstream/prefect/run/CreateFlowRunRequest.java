package org.dalgo.upstream.prefect.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.dalgo.upstream.prefect.http.PrefectJson;

/** A run to be made; names differ from the wire only by case, and what is null is left out. */
@RegisterForReflection
record CreateFlowRunRequest(
        String idempotencyKey,
        String name,
        JsonNode parameters,
        List<String> tags,
        JsonNode jobVariables,
        Map<String, String> labels,
        StateRequest state) {

    static CreateFlowRunRequest of(FlowRunDraft draft) {
        return new CreateFlowRunRequest(
                draft.idempotencyKey(),
                draft.name(),
                PrefectJson.withoutEvaluatedKeys(draft.parameters()),
                draft.tags(),
                draft.jobVariables(),
                draft.labels().isEmpty() ? null : draft.labels(),
                draft.at() == null ? null : StateRequest.scheduled(null, draft.at()));
    }
}
