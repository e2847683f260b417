package org.dalgo.data.connector.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;

/**
 * How a command ended, on its way through a row: other replicas and later clients answer with it as if they had executed
 * the command themselves.
 *
 * @param result what was found, or null
 * @param failure why nothing was found, or null
 */
record CommandOutcome(JsonNode result, Failure failure) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RESULT = "result";
    private static final String PROBLEM = "problem";
    private static final String DETAIL = "detail";
    private static final String FIELDS = "fields";
    private static final String SYSTEM = "system";
    private static final String KIND = "kind";

    static UpstreamFailure noAnswer() {
        return new UpstreamFailure(
                "Airbyte", UpstreamFailure.Kind.TIMEOUT, "Airbyte did not answer in time. Try it again.", null);
    }

    /** As a text, which may hold what a document of PostgreSQL may not: the zero character. */
    String toText() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (failure == null) {
            json.set(RESULT, result);
            return json.toString();
        }
        json.put(PROBLEM, failure.problem().name()).put(DETAIL, failure.detail());
        if (failure instanceof UpstreamFailure upstream) {
            json.put(SYSTEM, upstream.system()).put(KIND, upstream.kind().name());
        }
        ArrayNode fields = json.putArray(FIELDS);
        for (Failure.Field field : failure.fields()) {
            ObjectNode one = fields.addObject();
            field.location().forEach(one.putArray("location")::add);
            one.put("message", field.message()).put("type", field.type());
        }
        return json.toString();
    }

    static CommandOutcome from(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored outcome of a command is not JSON", e);
        }
        return json.has(PROBLEM)
                ? new CommandOutcome(null, failure(json))
                : new CommandOutcome(json.path(RESULT), null);
    }

    /** The result; throws the failure when there is none. */
    JsonNode get() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    private static Failure failure(JsonNode json) {
        String detail = json.path(DETAIL).asText();
        if (json.has(SYSTEM)) {
            return new UpstreamFailure(
                    json.path(SYSTEM).asText(),
                    UpstreamFailure.Kind.valueOf(json.path(KIND).asText()),
                    detail,
                    null);
        }
        List<Failure.Field> fields = new ArrayList<>();
        for (JsonNode field : json.path(FIELDS)) {
            List<String> location = new ArrayList<>();
            field.path("location").forEach(part -> location.add(part.asText()));
            fields.add(new Failure.Field(
                    location, field.path("message").asText(), field.path("type").asText()));
        }
        return fields.isEmpty()
                ? new Failure(Problem.valueOf(json.path(PROBLEM).asText()), detail)
                : Failure.invalid(fields);
    }
}
