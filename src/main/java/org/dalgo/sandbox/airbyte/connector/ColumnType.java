package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

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
    private static final BigDecimal NUMERIC_LIMIT = BigDecimal.TEN.pow(29);

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    static ColumnType of(JsonNode property) {
        String type = property.path("type").isArray()
                ? SandboxJson.items(property.path("type"))
                        .map(JsonNode::asText)
                        .filter(name -> !name.equals("null"))
                        .reduce((one, other) -> "several")
                        .orElse("several")
                : property.path("type").asText("several");
        return switch (type) {
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
                case JSONB -> Optional.of(clean(value.toString()));
                case TEXT -> Optional.of(clean(text));
                case BIGINT -> Optional.of(Long.toString(new BigDecimal(text).longValueExact()));
                case NUMERIC ->
                    Optional.of(new BigDecimal(text))
                            .filter(number -> number.abs().compareTo(NUMERIC_LIMIT) < 0)
                            .map(BigDecimal::toPlainString);
                case BOOLEAN ->
                    text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                            ? Optional.of(text)
                            : Optional.empty();
                case DATE -> Optional.of(LocalDate.parse(text).toString());
                case TIMESTAMP -> Optional.of(LocalDateTime.parse(iso(text)).toString());
                case TIMESTAMPTZ -> Optional.of(instant(iso(text)).toString());
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
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

    /** PostgreSQL has no NUL character, neither in text nor as an escape in JSON. */
    private static String clean(String text) {
        return text.replace("\u0000", "").replace("\\u0000", "");
    }
}
