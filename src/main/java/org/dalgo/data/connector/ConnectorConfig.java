package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.error.Failure;

/**
 * The configuration that a form sends, made fit for Airbyte. A form sends a field that was left blank as an empty text,
 * which connectors take for a value.
 */
public final class ConnectorConfig {

    private static final int MAX_NAMED = 5;

    private ConnectorConfig() {}

    /**
     * The configuration without its blank fields, nested ones included.
     *
     * @param specification JSON schema of the connector's configuration
     * @return fails with BAD_REQUEST, naming the fields by their titles, when the configuration violates the
     *     specification
     */
    public static ObjectNode complete(JsonNode specification, ObjectNode config) {
        ObjectNode given = config.deepCopy();
        ResolvedSpecification resolved = ResolvedSpecification.of(specification, given);
        ObjectNode complete = withoutBlanks(resolved.schema(), given);
        List<String> violations = SpecificationValidator.violations(resolved.schema(), complete);
        if (!violations.isEmpty()) {
            throw Failure.badRequest(String.join(" ", violations.subList(0, Math.min(MAX_NAMED, violations.size()))));
        }
        return complete;
    }

    private static ObjectNode withoutBlanks(JsonNode schema, ObjectNode config) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : config.properties()) {
            JsonNode value = withoutBlanks(schema.path("properties").path(field.getKey()), field.getValue());
            if (!value.isMissingNode()) {
                kept.set(field.getKey(), value);
            }
        }
        return kept;
    }

    private static ArrayNode withoutBlanks(JsonNode schema, ArrayNode config) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < config.size(); i++) {
            JsonNode value = withoutBlanks(ResolvedSpecification.item(schema, i), config.get(i));
            if (!value.isMissingNode()) {
                kept.add(value);
            }
        }
        return kept;
    }

    /** What is left of a value; missing when nothing is. */
    private static JsonNode withoutBlanks(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return unlessEmptied(object, withoutBlanks(schema, object));
        }
        if (value instanceof ArrayNode array) {
            return unlessEmptied(array, withoutBlanks(schema, array));
        }
        return value.isNull() || isBlank(schema, value) ? MissingNode.getInstance() : value;
    }

    private static JsonNode unlessEmptied(JsonNode before, JsonNode after) {
        return after.isEmpty() && !before.isEmpty() ? MissingNode.getInstance() : after;
    }

    /** Blanks are a value where the specification speaks of lengths or has a default: of a delimiter, for example. */
    private static boolean isBlank(JsonNode schema, JsonNode value) {
        return value.isTextual()
                && value.asText().isBlank()
                && (value.asText().isEmpty() || !schema.has("minLength") && !schema.has("default"));
    }
}
