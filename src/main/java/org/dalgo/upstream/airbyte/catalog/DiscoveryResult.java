package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.dalgo.upstream.airbyte.job.LogText;

/**
 * What reading a source's schema came to. A source that cannot be read is an answer, not a failure.
 *
 * @param catalog what was found; empty when it failed
 * @param message why it failed, as a message for people
 * @param diff what changed for the connection of the request
 * @param breaking whether Airbyte calls that change breaking and has switched the connection off
 * @param log log of the discovery
 */
public record DiscoveryResult(
        Optional<Catalog> catalog, Optional<String> message, Optional<JsonNode> diff, boolean breaking, LogText log) {

    static DiscoveryResult from(JsonNode json) {
        JsonNode job = json.path("jobInfo");
        LogText log = LogText.from(job);
        boolean found = json.path("catalog").isObject();
        Optional<String> message = found
                ? Optional.empty()
                : JsonFields.text(job.path("failureReason"), "externalMessage").or(log::lastError);
        return new DiscoveryResult(
                found
                        ? Optional.of(Catalog.from(json.get("catalog"), JsonFields.text(json, "catalogId")))
                        : Optional.empty(),
                message,
                Optional.of(json.path("catalogDiff")).filter(JsonNode::isObject),
                json.path("breakingChange").asBoolean(false),
                log);
    }
}
