package org.dalgo.light.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines as messages of the protocol. What is none is a line of the log: libraries print what they like. */
final class MessageParser {

    private static final int LONGEST_LOG = 16 * 1024;
    private static final int LONGEST_NUMBER = 10_000;
    private static final int DEEPEST = 2_000;
    private static final Pattern RECORD = Pattern.compile("\"type\"\\s*:\\s*\"RECORD\"");
    /** Accepts what Python writes: numbers that are none, long ones, and deep structures. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A line that begins a record and is none. */
    static final class UnreadableRecord extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final SecretMask mask;

    MessageParser(SecretMask mask) {
        this.mask = mask;
    }

    /**
     * The message of a line; empty for those without a use here (estimates, analytics, blank lines).
     *
     * @throws UnreadableRecord when the line is a record, and cannot be read: neither may it be lost, nor shown in a log
     */
    Optional<Message> parse(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        Optional<ObjectNode> json = json(text);
        if (json.isPresent()) {
            return message(json.get());
        }
        if (text.contains("\"RECORD\"") && RECORD.matcher(text).find()) {
            throw new UnreadableRecord();
        }
        return log(LogLevel.INFO, text);
    }

    Optional<Message> log(LogLevel level, String text) {
        String masked = mask.apply(text.strip());
        String bounded = masked.length() > LONGEST_LOG
                ? masked.substring(0, LONGEST_LOG) + "… (" + masked.length() + " characters)"
                : masked;
        return masked.isEmpty() ? Optional.empty() : Optional.of(new Message.Log(level, bounded));
    }

    private static Optional<ObjectNode> json(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return MAPPER.readTree(line) instanceof ObjectNode object
                            && object.path("type").isTextual()
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Optional<Message> message(ObjectNode json) {
        return switch (json.get("type").asText()) {
            case "RECORD" -> row(json.path("record"));
            case "STATE" -> object(json, "state").map(Message.State::new);
            case "LOG" -> logged(json.path("log"));
            case "TRACE" -> trace(json.path("trace"));
            case "SPEC" -> object(json, "spec").map(Message.Specification::new);
            case "CATALOG" -> object(json, "catalog").map(Message.Catalog::new);
            case "CONNECTION_STATUS" -> Optional.of(outcome(json.path("connectionStatus")));
            case "CONTROL" ->
                json.at("/control/connectorConfig/config") instanceof ObjectNode changed
                        ? Optional.of(new Message.ChangedConfiguration(changed))
                        : Optional.empty();
            default -> log(LogLevel.INFO, json.toString());
        };
    }

    private Optional<Message> row(JsonNode row) {
        return row.path("data") instanceof ObjectNode data
                ? Optional.of(new Message.Row(
                        row.path("stream").asText(), row.path("namespace").asText(""), data))
                : log(LogLevel.WARN, "a record without data was left out");
    }

    private Optional<Message> logged(JsonNode log) {
        String stack = log.path("stack_trace").asText("");
        String text = log.path("message").asText("");
        return log(LogLevel.of(log.path("level").asText()), stack.isEmpty() ? text : text + "\n" + stack);
    }

    private Optional<Message> trace(JsonNode trace) {
        return switch (trace.path("type").asText()) {
            case "ERROR" -> Optional.of(new Message.Failure(error(trace.path("error"))));
            case "STREAM_STATUS" -> {
                JsonNode status = trace.path("stream_status");
                JsonNode stream = status.path("stream_descriptor");
                yield Optional.of(new Message.StreamStatus(
                        stream.path("name").asText(),
                        stream.path("namespace").asText(""),
                        status.path("status").asText()));
            }
            default -> Optional.empty();
        };
    }

    private ConnectorError error(JsonNode error) {
        ConnectorError.Kind kind =
                switch (error.path("failure_type").asText()) {
                    case "config_error" -> ConnectorError.Kind.CONFIGURATION;
                    case "transient_error" -> ConnectorError.Kind.TRANSIENT;
                    default -> ConnectorError.Kind.SYSTEM;
                };
        String internal = error.path("internal_message").asText("");
        String stack = error.path("stack_trace").asText("");
        String message = error.path("message").asText("");
        return new ConnectorError(
                kind,
                mask.apply(message.isEmpty() ? "The connector failed without saying why" : message),
                mask.apply((internal + "\n" + stack).strip()));
    }

    private Message outcome(JsonNode status) {
        boolean works = status.path("status").asText().equals("SUCCEEDED");
        String message = mask.apply(status.path("message").asText(""));
        return new Message.CheckOutcome(
                works, works ? "" : message.isEmpty() ? "The connector refused without saying why" : message);
    }

    private static Optional<ObjectNode> object(ObjectNode json, String field) {
        return json.get(field) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }
}
