package org.dalgo.upstream.airbyte.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dalgo.upstream.airbyte.http.JsonFields;

/**
 * Configuration schema of a connector.
 *
 * @param schema JSON schema of its configuration
 * @param documentationUrl where it is explained
 * @param advancedAuth how a person signs in by OAuth; empty when the connector knows no such way
 */
public record Specification(JsonNode schema, Optional<String> documentationUrl, Optional<JsonNode> advancedAuth) {

    static Specification from(JsonNode json) {
        JsonNode schema = JsonFields.required(json, "connectionSpecification").deepCopy();
        if (schema.path("properties") instanceof ObjectNode properties) {
            // Put there by Airbyte's connector builder for itself; no form requests it.
            properties.remove("__injected_declarative_manifest");
        }
        return new Specification(
                schema,
                JsonFields.text(json, "documentationUrl"),
                Optional.of(json.path("advancedAuth")).filter(JsonNode::isObject));
    }
}
