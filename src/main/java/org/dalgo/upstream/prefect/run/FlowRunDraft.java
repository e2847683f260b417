package org.dalgo.upstream.prefect.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A flow run to be made.
 *
 * @param idempotencyKey required, unique within the flow (not only the deployment): a repetition returns
 *     the same run
 * @param name or null for a generated one
 * @param parameters JSON object that replaces the deployment's top-level keys one by one, or null; keys that Prefect
 *     would evaluate ({@code __prefect_kind}) are dropped
 * @param tags further tags
 * @param jobVariables settings of the process or pod that replace the deployment's, never text of a tenant, or null
 * @param at when to start, or null for now
 * @param labels further labels, which Prefect keeps with the run
 */
public record FlowRunDraft(
        String idempotencyKey,
        String name,
        JsonNode parameters,
        List<String> tags,
        JsonNode jobVariables,
        Instant at,
        Map<String, String> labels) {

    public FlowRunDraft {
        Objects.requireNonNull(idempotencyKey, "without a key a repeated request would run twice");
        tags = tags == null ? List.of() : List.copyOf(tags);
        labels = Map.copyOf(labels);
    }

    /** Now, with the deployment's parameters. */
    public static FlowRunDraft now(String idempotencyKey) {
        return new FlowRunDraft(idempotencyKey, null, null, List.of(), null, null, Map.of());
    }

    /** With these parameters. */
    public FlowRunDraft parameters(JsonNode newParameters) {
        return new FlowRunDraft(idempotencyKey, name, newParameters, tags, jobVariables, at, labels);
    }

    /** Not before this time. */
    public FlowRunDraft at(Instant time) {
        return new FlowRunDraft(idempotencyKey, name, parameters, tags, jobVariables, time, labels);
    }

    /** With these labels. */
    public FlowRunDraft labels(Map<String, String> newLabels) {
        return new FlowRunDraft(idempotencyKey, name, parameters, tags, jobVariables, at, newLabels);
    }
}
