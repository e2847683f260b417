package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

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

    static Actor from(ActorKind kind, JsonNode json) {
        return new Actor(
                Wire.requiredId(json, kind.id()),
                Wire.requiredId(json, kind.definitionId()),
                Wire.requiredId(json, "workspaceId"),
                json.path("name").asText(),
                json.path(kind.word() + "Name").asText(),
                Wire.address(json, "icon"),
                json.path("connectionConfiguration"),
                Wire.seconds(json, "createdAt"));
    }

    /** Without the configuration. */
    @Override
    public String toString() {
        return "Actor[" + id + ", " + name + "]";
    }
}
