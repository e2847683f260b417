package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A work pool to be made.
 *
 * @param concurrencyLimit runs at a time, or null for no limit
 * @param baseJobTemplate an empty one makes the first worker bring that of its own version
 */
@RegisterForReflection
record WorkPoolRequest(String name, String type, JsonNode baseJobTemplate, Integer concurrencyLimit) {

    static WorkPoolRequest of(WorkPoolDraft pool) {
        return new WorkPoolRequest(
                pool.name(),
                pool.type(),
                pool.template() == null ? JsonNodeFactory.instance.objectNode() : pool.template(),
                pool.limit());
    }
}
