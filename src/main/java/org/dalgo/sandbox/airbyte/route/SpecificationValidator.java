package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/**
 * Validates a connector's configuration against its specification. Knows the part of JSON schema draft 7 that the
 * shipped specifications use; a keyword beyond it is not judged.
 */
final class SpecificationValidator {

    private final List<String> errors = new ArrayList<>();

    private SpecificationValidator() {}

    /** What is wrong with the configuration; empty when nothing is. */
    static List<String> errors(JsonNode schema, JsonNode config) {
        SpecificationValidator check = new SpecificationValidator();
        check.visit("$", schema, config);
        return check.errors;
    }

    private void visit(String path, JsonNode schema, JsonNode value) {
        if (schema.has("type") && !hasType(schema.get("type").asText(), value)) {
            errors.add(
                    path + ": " + kind(value) + " found, " + schema.get("type").asText() + " expected");
            return;
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            errors.add(path + ": must be the constant value '"
                    + schema.get("const").asText() + "'");
        }
        if (schema.has("enum") && SandboxJson.items(schema.get("enum")).noneMatch(value::equals)) {
            errors.add(path + ": does not have a value in the enumeration " + schema.get("enum"));
        }
        visitText(path, schema, value);
        visitNumber(path, schema, value);
        visitObject(path, schema, value);
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                visit(path + "[" + i + "]", schema.get("items"), value.get(i));
            }
        }
        visitBranches(path, schema, value);
    }

    private void visitText(String path, JsonNode schema, JsonNode value) {
        if (value.isTextual()
                && schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            errors.add(path + ": does not match the regex pattern "
                    + schema.get("pattern").asText());
        }
    }

    private void visitNumber(String path, JsonNode schema, JsonNode value) {
        if (value.isNumber()
                && schema.has("minimum")
                && value.asDouble() < schema.get("minimum").asDouble()) {
            errors.add(path + ": must have a minimum value of " + schema.get("minimum"));
        }
        if (value.isNumber()
                && schema.has("maximum")
                && value.asDouble() > schema.get("maximum").asDouble()) {
            errors.add(path + ": must have a maximum value of " + schema.get("maximum"));
        }
    }

    private void visitObject(String path, JsonNode schema, JsonNode value) {
        if (!value.isObject()) {
            return;
        }
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                errors.add(path + ": required property '" + name.asText() + "' not found");
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode child = value.get(property.getKey());
            // Airbyte drops null values of optional properties before it validates.
            if (child != null && !child.isNull()) {
                visit(path + "." + property.getKey(), property.getValue(), child);
            }
        }
    }

    private void visitBranches(String path, JsonNode schema, JsonNode value) {
        if (!schema.has("oneOf")) {
            return;
        }
        List<String> closest = null;
        for (JsonNode branch : schema.get("oneOf")) {
            List<String> wrong = errors(branch, value);
            if (wrong.isEmpty()) {
                return;
            }
            if (closest == null || wrong.size() < closest.size()) {
                closest = wrong;
            }
        }
        errors.add(path + ": must be valid to one and only one schema, but 0 are valid");
        if (closest != null) {
            closest.forEach(error -> errors.add(path + error.substring(1)));
        }
    }

    private static boolean hasType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }

    private static String kind(JsonNode value) {
        return value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
