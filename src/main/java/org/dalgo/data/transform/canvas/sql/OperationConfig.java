package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.error.Failure;

/** An operation's configuration, read field by field; what is missing or of the wrong kind fails with INVALID. */
record OperationConfig(JsonNode json) {

    /** More than a table of PostgreSQL has columns. */
    private static final int MAX_ENTRIES = 2000;

    /** A text that is there and not blank. */
    String text(String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw invalid(field, "is missing");
        }
        return value.asText();
    }

    /** A text that may be missing. */
    String text(String field, String orElse) {
        JsonNode value = json.path(field);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : orElse;
    }

    /** A list of texts with at least one. */
    List<String> texts(String field) {
        List<String> texts = textsOrNone(field);
        if (texts.isEmpty()) {
            throw invalid(field, "must hold at least one");
        }
        return texts;
    }

    /** A list of texts that may be empty or missing. */
    List<String> textsOrNone(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : array(field)) {
            if (!one.isTextual()) {
                throw invalid(field, "must hold texts");
            }
            texts.add(one.asText());
        }
        return texts;
    }

    /** A list of objects with at least one. */
    List<OperationConfig> objects(String field) {
        List<OperationConfig> objects = objectsOrNone(field);
        if (objects.isEmpty()) {
            throw invalid(field, "must hold at least one");
        }
        return objects;
    }

    /** A list of objects that may be empty or missing. */
    List<OperationConfig> objectsOrNone(String field) {
        List<OperationConfig> objects = new ArrayList<>();
        array(field).forEach(one -> objects.add(new OperationConfig(one)));
        return objects;
    }

    /** An object, empty when it is missing. */
    OperationConfig object(String field) {
        return new OperationConfig(json.path(field));
    }

    /** An object of texts with at least one. */
    Map<String, String> map(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        bounded(field, json.path(field)).properties().forEach(entry -> {
            if (!entry.getValue().isTextual() || entry.getValue().asText().isBlank()) {
                throw invalid(field, "must hold texts");
            }
            map.put(entry.getKey(), entry.getValue().asText());
        });
        if (map.isEmpty()) {
            throw invalid(field, "must hold at least one");
        }
        return map;
    }

    /** Entries of a list, of any kind; none when it is missing. */
    Iterable<JsonNode> values(String field) {
        return array(field);
    }

    JsonNode value(String field) {
        return json.path(field);
    }

    boolean flag(String field) {
        return json.path(field).asBoolean();
    }

    /** An operand that is a column. */
    static OperationConfig columnOperand(String column) {
        return new OperationConfig(
                JsonNodeFactory.instance.objectNode().put("is_col", true).put("value", column));
    }

    /** An operand that is a constant. */
    static OperationConfig constantOperand(JsonNode value) {
        return new OperationConfig(JsonNodeFactory.instance.objectNode().set("value", value));
    }

    static Failure invalid(String field, String reason) {
        return Failure.invalid("config." + field, reason);
    }

    private Iterable<JsonNode> array(String field) {
        JsonNode value = json.path(field);
        if (!value.isArray() && !value.isNull() && !value.isMissingNode()) {
            throw invalid(field, "must be a list");
        }
        return bounded(field, value);
    }

    private static JsonNode bounded(String field, JsonNode value) {
        if (value.size() > MAX_ENTRIES) {
            throw invalid(field, "must hold at most " + MAX_ENTRIES);
        }
        return value;
    }
}
