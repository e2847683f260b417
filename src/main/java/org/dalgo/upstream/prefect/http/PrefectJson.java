package org.dalgo.upstream.prefect.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** JSON as Prefect writes it. Apart from the application's mapper, whose settings are about our own clients. */
public final class PrefectJson {

    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private PrefectJson() {}

    public static <T> T read(JsonNode node, Class<T> type) {
        try {
            T value = MAPPER.treeToValue(node, type);
            if (value == null) {
                throw new UnreadableResponse("no content where there should be some");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new UnreadableResponse(e);
        }
    }

    /** JSON of a record of ours, in UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /**
     * A copy without the keys that make Prefect evaluate a value as a template, a variable or a nested document. So a
     * tenant's text stays text.
     */
    public static JsonNode withoutEvaluatedKeys(JsonNode node) {
        if (node == null) {
            return null;
        }
        JsonNode copy = node.deepCopy();
        removeEvaluated(copy);
        return copy;
    }

    private static void removeEvaluated(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("__prefect_kind");
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(PrefectJson::removeEvaluated);
        }
    }

    /** The answer is not what Prefect's interface promises. */
    static final class UnreadableResponse extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableResponse(String message) {
            super(message);
        }

        UnreadableResponse(JsonProcessingException cause) {
            // The parser's own message quotes the document, which may hold a tenant's data.
            super("unreadable JSON at " + cause.getLocation());
        }
    }
}
