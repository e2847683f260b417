package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.util.Optional;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.call.HttpStatusException;
import org.dalgo.upstream.call.UpstreamCall;

/**
 * Reads Airbyte's error responses, which have five forms: JSON with a message, JSON with an error id only, problem
 * JSON, HTML of a proxy, and nothing.
 */
public final class AirbyteErrorResponse {

    private static final Pattern LOOKUP = Pattern.compile("[0-9a-fA-F-]{8,40}");

    static final String SYSTEM = "Airbyte";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_MESSAGE_LENGTH = 500;

    private AirbyteErrorResponse() {}

    /** A failure of a call to Airbyte that is not a response of it. */
    public static UpstreamFailure failure(Kind kind, String sentence, Throwable cause) {
        return new UpstreamFailure(SYSTEM, kind, sentence, cause);
    }

    static UpstreamFailure toFailure(UpstreamCall call, int status, byte[] content, HttpStatusException cause) {
        JsonNode body = parse(content);
        String reason = reason(status, body);
        String sentence = "Airbyte could not " + call.doing() + (reason.isEmpty() ? "." : ": " + reason);
        return new UpstreamFailure(SYSTEM, kind(status), sentence, cause);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 400, 422 -> Kind.INVALID;
            case 401, 403 -> Kind.REFUSED;
            case 404 -> Kind.NOT_FOUND;
            case 409, 423 -> Kind.CONFLICT;
            case 429, 503 -> Kind.UNAVAILABLE;
            default -> Kind.SERVER_ERROR;
        };
    }

    private static String reason(int status, JsonNode body) {
        String lookup = Optional.ofNullable(body.get("errorId"))
                .map(JsonNode::asText)
                .filter(LOOKUP::matches)
                .map(id -> " (Airbyte error " + id + ")")
                .orElse("");
        return switch (status) {
            case 401, 403 -> "it refused our credentials.";
            case 404 -> "it does not know the object.";
            case 409 -> "the state of the object forbids it.";
            case 423 -> "a sync is running.";
            case 429, 502, 503, 504 -> "it is not available at the moment.";
            case 400, 422 -> {
                String said = errorMessage(body);
                yield (said.isEmpty() ? "it did not accept the content." : said) + lookup;
            }
            default -> lookup.isEmpty() ? "it failed inside." : "it failed inside" + lookup + ".";
        };
    }

    /** The message without the schema that Airbyte appends and without anything that names a class. */
    private static String errorMessage(JsonNode body) {
        String message =
                body.path("message").asText(body.path("data").path("message").asText(""));
        int schema = message.indexOf("\nSchema:");
        String cut = (schema < 0 ? message : message.substring(0, schema)).strip();
        boolean internal = cut.contains("Exception") || cut.contains("\n\tat ") || cut.contains("io.airbyte.");
        if (internal) {
            return "";
        }
        return cut.length() > MAX_MESSAGE_LENGTH ? cut.substring(0, MAX_MESSAGE_LENGTH) + "…" : cut;
    }

    private static JsonNode parse(byte[] content) {
        try {
            JsonNode body = MAPPER.readTree(content);
            return body == null ? MissingNode.getInstance() : body;
        } catch (IOException e) {
            // HTML of a proxy, or nothing: the status has to say it all.
            return MissingNode.getInstance();
        }
    }
}
