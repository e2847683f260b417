package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;

/**
 * A kind of connector. The icon is left behind on purpose: hundreds of them are megabytes.
 *
 * @param id its id
 * @param name as people know it
 * @param dockerRepository image
 * @param dockerImageTag version of the image
 * @param documentationUrl where it is explained
 * @param custom added by this installation
 * @param supportLevel community, certified, archived or none
 * @param sourceType api, file, database or custom; only sources have one
 */
public record Definition(
        UUID id,
        String name,
        String dockerRepository,
        String dockerImageTag,
        Optional<String> documentationUrl,
        boolean custom,
        Optional<String> supportLevel,
        Optional<String> sourceType) {

    static Definition from(ActorKind kind, JsonNode json) {
        return new Definition(
                Wire.requiredId(json, kind.definitionId()),
                json.path("name").asText(),
                json.path("dockerRepository").asText(),
                json.path("dockerImageTag").asText(),
                Wire.text(json, "documentationUrl"),
                json.path("custom").asBoolean(false),
                Wire.text(json, "supportLevel"),
                Wire.text(json, "sourceType"));
    }
}
