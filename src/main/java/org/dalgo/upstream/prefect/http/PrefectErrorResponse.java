package org.dalgo.upstream.prefect.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.call.HttpStatusException;
import org.dalgo.upstream.call.UpstreamCall;

/**
 * An answer other than 2xx, as a message fit for a tenant. Prefect has three shapes for it, and one of them repeats
 * the whole request, secrets included; nothing of that is passed on.
 */
public final class PrefectErrorResponse {

    private static final Pattern WHITESPACE = Pattern.compile("\\s+");
    private static final Pattern FULL_STOP = Pattern.compile("\\.$");

    public static final String SYSTEM = "Prefect";
    private static final int MAX_REASON_LENGTH = 300;
    private static final int MAX_FIELDS = 3;

    private PrefectErrorResponse() {}

    static UpstreamFailure toFailure(UpstreamCall call, int status, byte[] body, HttpStatusException cause) {
        Kind kind = kind(status);
        return new UpstreamFailure(SYSTEM, kind, sentence(call, kind, parse(body)), cause);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.REFUSED;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 400, 413, 422 -> Kind.INVALID;
            case 429, 503 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.SERVER_ERROR : Kind.INVALID_RESPONSE;
        };
    }

    private static String sentence(UpstreamCall call, Kind kind, JsonNode body) {
        String failed = "Prefect could not " + call.doing();
        return switch (kind) {
            case REFUSED -> "Prefect refused our credentials.";
            case UNAVAILABLE -> "Prefect is busy or restarting.";
            // Not always the requested object: a deployment cannot be created without its work pool.
            case NOT_FOUND, CONFLICT, INVALID -> failed + reason(call, body) + ".";
            default -> failed + " because of an error of its own.";
        };
    }

    private static String reason(UpstreamCall call, JsonNode body) {
        if (call.confidential()) {
            return ": it rejected the content";
        }
        String text = body.path("detail").isTextual() ? body.path("detail").asText() : fields(body);
        String line = WHITESPACE.matcher(text.strip()).replaceAll(" ");
        String cut = line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) + "…" : line;
        return cut.isEmpty()
                ? ": it rejected the content"
                : ": " + FULL_STOP.matcher(cut).replaceFirst("");
    }

    private static String fields(JsonNode body) {
        List<String> parts = new ArrayList<>();
        for (JsonNode error : body.path("exception_detail")) {
            if (parts.size() < MAX_FIELDS) {
                parts.add(location(error) + " " + message(error));
            }
        }
        return String.join("; ", parts);
    }

    private static String location(JsonNode error) {
        List<String> names = new ArrayList<>();
        error.path("loc").forEach(name -> names.add(name.asText()));
        names.remove("body");
        return String.join(".", names);
    }

    /** The validator's own message, unless it quotes the request. */
    private static String message(JsonNode error) {
        String message = error.path("msg").asText("");
        boolean tooLong = message.length() > MAX_REASON_LENGTH;
        boolean quotes = error.path("input").isValueNode()
                && !error.path("input").asText().isEmpty()
                && message.contains(error.path("input").asText());
        return tooLong || quotes ? "is not valid" : message;
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode node = PrefectJson.MAPPER.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            // A proxy's HTML page: the status says enough.
            return MissingNode.getInstance();
        }
    }
}
