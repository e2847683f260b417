package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * A stored source or destination.
 *
 * @param id its id
 * @param definitionId kind of connector
 * @param workspaceId workspace it belongs to. Airbyte answers for every workspace: compare before use
 * @param name as people know it
 * @param definitionName name of the kind of connector
 * @param icon address of a picture of that kind, if it has one
 * @param config its configuration, every secret masked by ten asterisks
 * @param createdAt when it was made; known from release 1.2 on
 */
public record Actor(
        UUID id,
        UUID definitionId,
        UUID workspaceId,
        String name,
        String definitionName,
        Optional<String> icon,
        JsonNode config,
        Optional<Instant> createdAt) {

    static Actor from(ActorType kind, JsonNode json) {
        return new Actor(
                JsonFields.requiredId(json, kind.id()),
                JsonFields.requiredId(json, kind.definitionId()),
                JsonFields.requiredId(json, "workspaceId"),
                json.path("name").asText(),
                json.path(kind.apiName() + "Name").asText(),
                JsonFields.address(json, "icon"),
                json.path("connectionConfiguration"),
                JsonFields.seconds(json, "createdAt"));
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "Actor[" + id + ", " + name + "]";
    }
}
