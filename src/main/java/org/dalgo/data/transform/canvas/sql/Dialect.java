package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.dalgo.platform.error.Failure;

/** How a kind of warehouse writes names and constants. */
public enum Dialect {
    POSTGRES("varchar", "bigint", "numeric") {
        @Override
        String quoted(String name) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }

        @Override
        String text(String value) {
            return "'" + value.replace("'", "''") + "'";
        }

        @Override
        String constant(String value) {
            // A quoted literal has no type of its own and takes the one of what it is compared with.
            return text(value);
        }

        @Override
        String cut(String name, int reserved) {
            // PostgreSQL keeps 63 bytes and no half of a character.
            int bytes = 0;
            for (int i = 0; i < name.length(); ) {
                int character = name.codePointAt(i);
                bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
                if (bytes > 63 - reserved) {
                    return name.substring(0, i);
                }
                i += Character.charCount(character);
            }
            return name;
        }

        @Override
        String quotient(String dividend, String divisor) {
            // Of two whole numbers PostgreSQL would make a whole number.
            return "CAST(" + dividend + " AS numeric) / NULLIF(" + divisor + ", 0)";
        }

        @Override
        String jsonValue(String column, String key) {
            return column + "::json->>" + text(key);
        }

        @Override
        String extract(String column, String pattern) {
            return "substring(" + column + " FROM " + text(pattern) + ")";
        }
    },

    BIGQUERY("STRING", "INT64", "FLOAT64") {
        @Override
        String quoted(String name) {
            return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
        }

        @Override
        String text(String value) {
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        }

        @Override
        String constant(String value) {
            return number(value).orElseGet(() -> text(value));
        }

        @Override
        String cut(String name, int reserved) {
            int end = Math.min(name.length(), 300 - reserved);
            return name.substring(0, end > 0 && Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end);
        }

        @Override
        String quotient(String dividend, String divisor) {
            return dividend + " / NULLIF(" + divisor + ", 0)";
        }

        @Override
        String jsonValue(String column, String key) {
            String path = "$.\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            return "json_value(" + column + ", " + text(path) + ")";
        }

        @Override
        String extract(String column, String pattern) {
            return "REGEXP_EXTRACT(" + column + ", " + text(pattern) + ")";
        }
    };

    private final String textType;
    private final String countType;
    private final String numberType;

    Dialect(String textType, String countType, String numberType) {
        this.textType = textType;
        this.countType = countType;
        this.numberType = numberType;
    }

    /** Characters that begin and end a quoted text or name. A backtick is an operator of PostgreSQL. */
    String quotes() {
        return this == BIGQUERY ? "'\"`" : "'\"";
    }

    /** Whether three quotes begin a text that one or two do not end. */
    boolean hasTripleQuotes() {
        return this == BIGQUERY;
    }

    /** Type of text that anything can be cast to. */
    String textType() {
        return textType;
    }

    /** Type of what is counted. */
    String countType() {
        return countType;
    }

    /** Type of numbers with a fraction. */
    String numberType() {
        return numberType;
    }

    /**
     * A name as the warehouse keeps it.
     *
     * @param reserved how many ASCII characters are to be put behind it
     */
    abstract String cut(String name, int reserved);

    /** The one number divided by the other, with its fraction; nothing when the other is zero. */
    abstract String quotient(String dividend, String divisor);

    /** A column's name; fails with INVALID when dbt would look for a template in it. */
    String column(String name) {
        return quoted(requireNoTemplate(name));
    }

    /** A constant that a person typed; null is {@code NULL}. */
    String literal(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "NULL";
        }
        return value.isNumber() || value.isBoolean() ? value.asText() : constant(requireNoTemplate(value.asText()));
    }

    /** A constant that is text, also when it looks like a number; fails with INVALID as {@link #column} does. */
    String string(String value) {
        return text(requireNoTemplate(value));
    }

    /** The number that a text means, as SQL writes it. */
    static Optional<String> number(String value) {
        try {
            BigDecimal number = new BigDecimal(value.strip());
            // An exponent such as 1e1000000 would become a literal of a million digits.
            return Math.abs(number.scale()) > 100 ? Optional.empty() : Optional.of(number.toPlainString());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The text; fails with INVALID when dbt would look for a template in it. */
    static String requireNoTemplate(String text) {
        if (text.contains("{{") || text.contains("{%") || text.contains("{#")) {
            throw Failure.invalid("config", "must not hold a template of dbt: {{, {% or {#");
        }
        return text;
    }

    abstract String quoted(String name);

    abstract String text(String value);

    abstract String constant(String value);

    /** Text of one key of a column that holds JSON; the column is quoted already. */
    abstract String jsonValue(String column, String key);

    /** What of a column a regular expression matches; the column is quoted already. */
    abstract String extract(String column, String pattern);
}
