package org.dalgo.upstream.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What reading a source's schema came to. A source that cannot be read is an answer, not a failure.
 *
 * @param catalog what was found; empty when it failed
 * @param message why it failed, in words for people
 * @param diff what changed for the connection that was asked about
 * @param breaking whether Airbyte calls that change breaking and has switched the connection off
 * @param log what was said meanwhile
 */
public record Discovery(
        Optional<Catalog> catalog, Optional<String> message, Optional<JsonNode> diff, boolean breaking, LogText log) {

    static Discovery from(JsonNode json) {
        JsonNode job = json.path("jobInfo");
        LogText log = LogText.from(job);
        boolean found = json.path("catalog").isObject();
        Optional<String> message = found
                ? Optional.empty()
                : Wire.text(job.path("failureReason"), "externalMessage").or(log::lastError);
        return new Discovery(
                found ? Optional.of(Catalog.from(json.get("catalog"), Wire.text(json, "catalogId"))) : Optional.empty(),
                message,
                Optional.of(json.path("catalogDiff")).filter(JsonNode::isObject),
                json.path("breakingChange").asBoolean(false),
                log);
    }
}
