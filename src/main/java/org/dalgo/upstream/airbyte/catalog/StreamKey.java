package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * Identity of a stream. An absent namespace and one that is null are the same.
 *
 * @param name name of the stream
 * @param namespace schema it stands in, if the source has such
 */
public record StreamKey(String name, Optional<String> namespace) {

    static StreamKey from(JsonNode json) {
        return new StreamKey(json.path("name").asText(), JsonFields.text(json, "namespace"));
    }

    /** As {@code streamName}, {@code streamNamespace}, which is how requests about streams spell it. */
    ObjectNode toRequest() {
        ObjectNode request = JsonFields.object().put("streamName", name);
        namespace.ifPresent(value -> request.put("streamNamespace", value));
        return request;
    }
}
