package org.dalgo.sandbox.airbyte.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Hides and restores what a specification marks as {@code airbyte_secret}, in all branches of a choice. */
public final class SecretMasking {

    /** What Airbyte shows instead of a secret, and what a client sends back to keep it. */
    public static final String MASK = "**********";

    private SecretMasking() {}

    /** A copy of the configuration without its secrets. */
    public static ObjectNode mask(JsonNode spec, ObjectNode config) {
        ObjectNode masked = config.deepCopy();
        walk(spec, masked, null);
        return masked;
    }

    /** A copy of {@code update} in which each masked secret is the stored one. */
    public static ObjectNode restore(JsonNode spec, ObjectNode update, ObjectNode stored) {
        ObjectNode restored = update.deepCopy();
        walk(spec, restored, stored);
        return restored;
    }

    private static void walk(JsonNode schema, ObjectNode config, JsonNode stored) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            visit(property.getKey(), property.getValue(), config, stored);
        }
        for (JsonNode branch : schema.path("oneOf")) {
            walk(branch, config, stored);
        }
    }

    private static void visit(String name, JsonNode schema, ObjectNode config, JsonNode stored) {
        JsonNode value = config.get(name);
        if (value == null || value.isNull()) {
            return;
        }
        boolean secret = schema.path("airbyte_secret").asBoolean(false);
        if (secret && stored == null) {
            config.put(name, MASK);
        } else if (secret && MASK.equals(value.asText()) && stored.has(name)) {
            config.set(name, stored.get(name));
        } else if (value instanceof ObjectNode child) {
            walk(schema, child, stored == null ? null : stored.path(name));
        }
    }
}
