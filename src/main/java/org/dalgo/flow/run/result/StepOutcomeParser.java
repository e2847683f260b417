package org.dalgo.flow.run.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what the workers' flow stores about a step. Names and messages in it come from a tenant's project: each is cut to
 * the length of its column, and what is missing or of another type is left out.
 */
@ApplicationScoped
class StepOutcomeParser {

    private static final int VERSION = 1;
    private static final int NAME = 500;
    private static final int WORD = 40;
    private static final int MESSAGE = 2_000;
    private static final int MOST_COUNTS = 20;
    private static final int MOST_RESULTS = 5_000;

    private final ObjectMapper mapper;

    @Inject
    StepOutcomeParser(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** One part of an outcome; empty for a text that is none, or of a version that is not known. */
    Optional<StepOutcome> parse(String text) {
        try {
            JsonNode part = mapper.readTree(text);
            return part.path("version").asInt() == VERSION ? Optional.of(outcome(part)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static StepOutcome outcome(JsonNode part) {
        return new StepOutcome(
                text(part, "label", NAME),
                text(part, "slug", NAME),
                text(part, "command", NAME),
                Math.max(0, Math.min(part.path("number").asInt(), Short.MAX_VALUE)),
                part.path("failed").asBoolean(),
                counts(part.path("counts")),
                Math.max(0, part.path("left_out").asInt()),
                part.path("fault").isObject() ? fault(part.path("fault")) : null,
                results(part.path("results")));
    }

    private static Map<String, Integer> counts(JsonNode counts) {
        Map<String, Integer> read = new LinkedHashMap<>();
        counts.properties().stream()
                .limit(MOST_COUNTS)
                .forEach(count -> read.put(
                        storable(count.getKey(), WORD), count.getValue().asInt()));
        return read;
    }

    private static Fault fault(JsonNode fault) {
        return new Fault(
                text(fault, "message", MESSAGE),
                textOrNull(fault, "unique_id", NAME),
                textOrNull(fault, "name", NAME),
                textOrNull(fault, "resource_type", WORD),
                textOrNull(fault, "file", NAME),
                line(fault));
    }

    /** A node that dbt names twice in one part counts once: a statement cannot store it twice. */
    private static List<NodeResult> results(JsonNode results) {
        Map<String, NodeResult> byId = new LinkedHashMap<>();
        for (JsonNode result : results) {
            String id = text(result, "unique_id", NAME);
            if (!id.isEmpty() && byId.size() < MOST_RESULTS) {
                byId.putIfAbsent(id, result(id, result));
            }
        }
        return List.copyOf(byId.values());
    }

    private static NodeResult result(String id, JsonNode result) {
        return new NodeResult(
                id,
                text(result, "name", NAME),
                text(result, "resource_type", WORD),
                text(result, "status", WORD),
                result.path("seconds").isNumber() ? result.path("seconds").doubleValue() : null,
                whole(result, "rows"),
                whole(result, "failures"),
                text(result, "message", MESSAGE),
                textOrNull(result, "file", NAME),
                line(result));
    }

    private static Long whole(JsonNode from, String field) {
        return from.path(field).canConvertToLong() && from.path(field).isIntegralNumber()
                ? from.path(field).longValue()
                : null;
    }

    private static Integer line(JsonNode from) {
        return from.path("line").isInt() ? from.path("line").intValue() : null;
    }

    private static String text(JsonNode from, String field, int most) {
        String text = textOrNull(from, field, most);
        return text == null ? "" : text;
    }

    private static String textOrNull(JsonNode from, String field, int most) {
        return from.path(field).isTextual() ? storable(from.path(field).textValue(), most) : null;
    }

    /** PostgreSQL stores neither the zero character nor half of a surrogate pair; its columns count code points. */
    private static String storable(String text, int most) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .limit(most)
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
