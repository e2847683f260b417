package org.dalgo.light.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What a JSON schema property becomes in PostgreSQL, by Airbyte's table of types. */
enum ColumnType {
    BIGINT("bigint"),
    NUMERIC("numeric(38,9)"),
    BOOLEAN("boolean"),
    TEXT("character varying"),
    DATE("date"),
    TIMESTAMPTZ("timestamp with time zone"),
    TIMESTAMP("timestamp without time zone"),
    JSONB("jsonb");

    private static final int DATE_LENGTH = 10;
    private static final int LONGEST_NUMBER = 200;
    private static final int LAST_YEAR = 9999;
    private static final int DIGITS_AFTER_POINT = 9;
    private static final BigDecimal NUMERIC_LIMIT = BigDecimal.TEN.pow(29);
    /** PostgreSQL's numeric holds 131,072 digits before the point and 16,383 after it; these are safe. */
    private static final int JSON_DIGITS = 100_000;

    private static final int JSON_SCALE = 16_000;
    private static final String NUL_ESCAPE = "u0000";

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    static ColumnType of(JsonNode property) {
        List<String> types = new ArrayList<>();
        JsonNode declared = property.path("type");
        (declared.isArray() ? declared : List.of(declared)).forEach(type -> types.add(type.asText()));
        types.remove("null");
        return switch (types.size() == 1 ? types.get(0) : "several") {
            case "integer" -> BIGINT;
            case "number" -> property.path("airbyte_type").asText().equals("integer") ? BIGINT : NUMERIC;
            case "boolean" -> BOOLEAN;
            case "string" -> ofText(property);
            default -> JSONB;
        };
    }

    private static ColumnType ofText(JsonNode property) {
        return switch (property.path("format").asText()) {
            case "date" -> DATE;
            case "date-time" ->
                property.path("airbyte_type").asText().equals("timestamp_without_timezone") ? TIMESTAMP : TIMESTAMPTZ;
            default -> TEXT;
        };
    }

    /** The value as PostgreSQL reads it; empty when it does not fit the type, which Airbyte turns into null. */
    Optional<String> write(JsonNode value) {
        String text = value.isValueNode() ? value.asText() : value.toString();
        try {
            return switch (this) {
                case JSONB ->
                    hasPlace(value) ? Optional.of(withoutNulEscapes(value.toString())) : Optional.<String>empty();
                case TEXT -> Optional.of(text.replace("\u0000", ""));
                case BIGINT -> Optional.of(Long.toString(number(text).longValueExact()));
                case NUMERIC ->
                    Optional.of(number(text).setScale(DIGITS_AFTER_POINT, RoundingMode.HALF_UP))
                            .filter(number -> number.abs().compareTo(NUMERIC_LIMIT) < 0)
                            .map(BigDecimal::toPlainString);
                case BOOLEAN ->
                    text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                            ? Optional.of(text)
                            : Optional.empty();
                case DATE ->
                    Optional.of(LocalDate.parse(text))
                            .filter(date -> isKnown(date.getYear()))
                            .map(LocalDate::toString);
                case TIMESTAMP ->
                    Optional.of(LocalDateTime.parse(iso(text)))
                            .filter(time -> isKnown(time.getYear()))
                            .map(LocalDateTime::toString);
                case TIMESTAMPTZ ->
                    Optional.of(instant(iso(text)).withOffsetSameInstant(ZoneOffset.UTC))
                            .filter(time -> isKnown(time.getYear()))
                            .map(OffsetDateTime::toString);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether PostgreSQL's JSON has all numbers of a value: neither NaN nor infinite, nor beyond the digits of a numeric. */
    private static boolean hasPlace(JsonNode value) {
        Deque<JsonNode> nodes = new ArrayDeque<>(List.of(value));
        while (!nodes.isEmpty()) {
            JsonNode node = nodes.remove();
            node.forEach(nodes::add);
            if (node.isFloatingPointNumber() && !isFinite(node)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFinite(JsonNode number) {
        if (!number.isBigDecimal()) {
            return Double.isFinite(number.doubleValue());
        }
        BigDecimal exact = number.decimalValue();
        long before = (long) exact.precision() - exact.scale();
        return before <= JSON_DIGITS && exact.scale() <= JSON_SCALE;
    }

    /** Bounded, as {@code 1e999999999} written out would be a gigabyte. */
    private static BigDecimal number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("too long");
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > LONGEST_NUMBER) {
            throw new NumberFormatException("too large or too small");
        }
        return number;
    }

    /** Beyond these years Java and PostgreSQL write otherwise. */
    private static boolean isKnown(int year) {
        return year >= 1 && year <= LAST_YEAR;
    }

    /** Some write a blank between date and time. */
    private static String iso(String text) {
        return text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
    }

    /** Without an offset it is a time in UTC, as Airbyte's destinations read it. */
    private static OffsetDateTime instant(String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            return LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
        }
    }

    /** PostgreSQL's JSON has no NUL character. An escaped backslash before {@code u0000} is not its escape. */
    static String withoutNulEscapes(String json) {
        if (!json.contains(NUL_ESCAPE)) {
            return json;
        }
        StringBuilder kept = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                kept.append(c);
            } else if (json.startsWith(NUL_ESCAPE, i + 1)) {
                i += NUL_ESCAPE.length();
            } else {
                kept.append(c).append(json.charAt(++i));
            }
        }
        return kept.toString();
    }
}
