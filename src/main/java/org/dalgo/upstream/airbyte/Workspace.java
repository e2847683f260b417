package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * A workspace: what belongs to one organisation.
 *
 * @param id its id
 * @param name not unique
 * @param slug unique, made by Airbyte
 */
public record Workspace(UUID id, String name, String slug) {

    static Workspace from(JsonNode json) {
        return new Workspace(
                Wire.requiredId(json, "workspaceId"),
                json.path("name").asText(),
                json.path("slug").asText());
    }
}
