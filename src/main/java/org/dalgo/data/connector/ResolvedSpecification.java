package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A specification for one configuration: in place of each {@code oneOf} stands the option that the configuration has
 * chosen by its constant. Violations then name a field of that option, not "none of the options".
 *
 * @param schema without {@code $schema} and {@code $id}, which name dialects and places of the network
 */
record ResolvedSpecification(ObjectNode schema) {

    static ResolvedSpecification of(JsonNode specification, ObjectNode config) {
        ObjectNode schema = specification instanceof ObjectNode object
                ? object.deepCopy()
                : com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        schema.remove("$schema");
        schema.remove("$id");
        schema.remove("id");
        choose(schema, config);
        return new ResolvedSpecification(schema);
    }

    /** Schema of the element of a list at that place. */
    static JsonNode item(JsonNode schema, int at) {
        JsonNode items = schema.path("items");
        return items.isArray() ? items.path(at) : items;
    }

    /** As {@link #item(JsonNode, int)}, of a place as it stands in a path. */
    static JsonNode item(JsonNode schema, String at) {
        JsonNode items = schema.path("items");
        return items.isArray() ? items.at("/" + at) : items;
    }

    private static void choose(JsonNode node, JsonNode config) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        if (schema.path("oneOf") instanceof ArrayNode options) {
            option(options, config).ifPresent(option -> merge(schema, option));
        }
        if (config.isObject()) {
            for (Map.Entry<String, JsonNode> field : config.properties()) {
                choose(schema.path("properties").path(field.getKey()), field.getValue());
            }
        }
        // One schema serves all elements of a list: only that of a single element can be resolved.
        if (config.size() == 1 && config.isArray()) {
            choose(item(schema, 0), config.get(0));
        }
    }

    private static Optional<ObjectNode> option(ArrayNode options, JsonNode config) {
        return StreamSupport.stream(options.spliterator(), false)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .filter(option -> isChosen(option, config))
                .findFirst();
    }

    private static boolean isChosen(ObjectNode option, JsonNode config) {
        boolean chosen = false;
        for (Map.Entry<String, JsonNode> property : option.path("properties").properties()) {
            JsonNode constant = constant(property.getValue());
            if (!constant.isMissingNode() && config.has(property.getKey())) {
                if (!constant.equals(config.get(property.getKey()))) {
                    return false;
                }
                chosen = true;
            }
        }
        return chosen;
    }

    /** Older connectors write a constant as an enumeration of one value. */
    private static JsonNode constant(JsonNode property) {
        JsonNode values = property.path("enum");
        return property.has("const")
                ? property.get("const")
                : values.size() == 1 ? values.get(0) : property.path("const");
    }

    private static void merge(ObjectNode schema, ObjectNode option) {
        schema.remove("oneOf");
        for (Map.Entry<String, JsonNode> part : option.properties()) {
            JsonNode known = schema.path(part.getKey());
            if (part.getKey().equals("properties") && known instanceof ObjectNode properties) {
                properties.setAll((ObjectNode) part.getValue());
            } else if (part.getKey().equals("required") && known instanceof ArrayNode required) {
                required.addAll((ArrayNode) part.getValue());
            } else if (!part.getKey().equals("title") || !schema.has("title")) {
                schema.set(part.getKey(), part.getValue());
            }
        }
    }
}
