package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * A source or destination to be made or checked.
 *
 * @param workspaceId workspace it belongs to
 * @param definitionId kind of connector
 * @param name as people will know it; not unique
 * @param config its configuration, with credentials in clear
 */
public record ActorSpec(UUID workspaceId, UUID definitionId, String name, JsonNode config) {

    /** Without the configuration: it holds credentials. */
    @Override
    public String toString() {
        return "ActorSpec[" + name + ", definition " + definitionId + "]";
    }
}
