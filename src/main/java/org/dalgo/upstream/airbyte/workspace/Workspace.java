package org.dalgo.upstream.airbyte.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.JsonFields;

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
                JsonFields.requiredId(json, "workspaceId"),
                json.path("name").asText(),
                json.path("slug").asText());
    }
}
