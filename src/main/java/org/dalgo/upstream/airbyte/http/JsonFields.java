package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.dalgo.platform.error.UpstreamFailure.Kind;

/** Reads fields of Airbyte's answers; what must be there and is not makes the answer a broken one. */
public final class JsonFields {

    private JsonFields() {}

    /** An empty object, for a request whose fields depend on what it is about. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static UUID requiredId(JsonNode json, String field) {
        return id(json, field).orElseThrow(() -> missingField(field));
    }

    public static Optional<UUID> id(JsonNode json, String field) {
        try {
            return text(json, field).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw missingField(field);
        }
    }

    public static Optional<String> text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** A text that is a web address; anything else counts as absent. */
    public static Optional<String> address(JsonNode json, String field) {
        return text(json, field).filter(value -> value.startsWith("https://") || value.startsWith("http://"));
    }

    public static JsonNode required(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw missingField(field);
        }
        return value;
    }

    /** Jobs, attempts, sources: whole seconds. Zero and absent mean unknown. */
    public static Optional<Instant> seconds(JsonNode json, String field) {
        long value = json.path(field).asLong(0);
        return value == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(value));
    }

    public static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        return StreamSupport.stream(array.spliterator(), false).map(read).toList();
    }

    public static List<String> texts(JsonNode array) {
        return list(array, JsonNode::asText);
    }

    public static ArrayNode array(Iterable<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static RuntimeException missingField(String field) {
        return AirbyteErrorResponse.failure(
                Kind.INVALID_RESPONSE, "Airbyte gave an answer without a usable " + field + ".", null);
    }
}
