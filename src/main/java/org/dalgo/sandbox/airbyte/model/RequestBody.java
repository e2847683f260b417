package org.dalgo.sandbox.airbyte.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A request body, read the way Airbyte validates it: a missing or malformed field is a 400 that names the field. */
public final class RequestBody {

    private final ObjectNode json;

    public RequestBody(ObjectNode json) {
        this.json = json;
    }

    public ObjectNode json() {
        return json;
    }

    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    public String id(String field) {
        String text = text(field);
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw AirbyteApiException.badRequest("Invalid json input. " + field + " is not a UUID");
        }
    }

    public String text(String field) {
        JsonNode value = json.path(field);
        if (!value.isValueNode() || value.isNull()) {
            throw missing(field);
        }
        return value.asText();
    }

    public String text(String field, String fallback) {
        return has(field) ? json.get(field).asText() : fallback;
    }

    public long number(String field) {
        JsonNode value = json.path(field);
        if (!value.canConvertToLong()) {
            throw missing(field);
        }
        return value.asLong();
    }

    public int number(String field, int fallback) {
        return has(field) ? json.get(field).asInt(fallback) : fallback;
    }

    public boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    public ObjectNode object(String field) {
        if (json.path(field) instanceof ObjectNode object) {
            return object;
        }
        throw missing(field);
    }

    public List<JsonNode> list(String field) {
        JsonNode value = json.path(field);
        if (!value.isArray() || value.isEmpty()) {
            throw missing(field);
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    private static AirbyteApiException missing(String field) {
        return AirbyteApiException.badRequest(
                "Some properties contained invalid input. " + field + ": must not be null");
    }
}
