package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.PrefectAdapter;

/**
 * A deployment to be made.
 *
 * @param name unique within the flow; making the same name again resets the deployment
 * @param flowId from {@link PrefectAdapter#ensureFlow}
 * @param entrypoint dotted ({@code package.module.function}): the worker imports it and copies nothing
 * @param parameters a JSON object; keys that Prefect would evaluate ({@code __prefect_kind}) are dropped
 * @param parameterSchema JSON schema that parameters are checked against when a run is made, or null for none
 * @param tags tags its runs inherit
 * @param schedule or null
 * @param paused start without making runs by schedule
 * @param pool an existing work pool, or null for the configured one
 * @param queue work queue, made when missing; null for the pool's default
 * @param jobVariables settings of the process or pod, for example {@code env}; never text of a tenant, or null for none
 * @param concurrencyLimit most runs at a time, further ones wait; null for any number
 */
public record DeploymentDraft(
        String name,
        UUID flowId,
        String entrypoint,
        JsonNode parameters,
        JsonNode parameterSchema,
        List<String> tags,
        Schedule schedule,
        boolean paused,
        String pool,
        String queue,
        JsonNode jobVariables,
        Integer concurrencyLimit) {

    public DeploymentDraft {
        tags = tags == null ? List.of() : List.copyOf(tags);
    }
}
