package org.dalgo.upstream.airbyte.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.airbyte.actor.ActorType;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * A kind of connector. Of its icon only an address is kept: hundreds that were drawn into the answer are megabytes.
 *
 * @param id its id
 * @param name as people know it
 * @param dockerRepository image
 * @param dockerImageTag version of the image
 * @param documentationUrl where it is explained
 * @param icon address of a picture
 * @param custom added by this installation
 * @param supportLevel community, certified, archived or none
 * @param releaseStage alpha, beta, generally_available or custom
 * @param sourceType api, file, database or custom; only sources have one
 */
public record Definition(
        UUID id,
        String name,
        String dockerRepository,
        String dockerImageTag,
        Optional<String> documentationUrl,
        Optional<String> icon,
        boolean custom,
        Optional<String> supportLevel,
        Optional<String> releaseStage,
        Optional<String> sourceType) {

    static Definition from(ActorType kind, JsonNode json) {
        return new Definition(
                JsonFields.requiredId(json, kind.definitionId()),
                json.path("name").asText(),
                json.path("dockerRepository").asText(),
                json.path("dockerImageTag").asText(),
                JsonFields.text(json, "documentationUrl"),
                JsonFields.address(json, "icon"),
                json.path("custom").asBoolean(false),
                JsonFields.text(json, "supportLevel"),
                JsonFields.text(json, "releaseStage"),
                JsonFields.text(json, "sourceType"));
    }
}
