package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.dalgo.platform.error.Failure;

/** How a kind of warehouse writes names and constants. */
public enum Dialect {
    POSTGRES("varchar") {
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
        String jsonValue(String column, String key) {
            return column + "::json->>" + text(key);
        }

        @Override
        String extract(String column, String pattern) {
            return "substring(" + column + " FROM " + text(pattern) + ")";
        }
    },

    BIGQUERY("STRING") {
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

    Dialect(String textType) {
        this.textType = textType;
    }

    /** Type of text that anything can be cast to. */
    String textType() {
        return textType;
    }

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

    /** A constant that is text whatever it looks like; fails with INVALID as {@link #column} does. */
    String string(String value) {
        return text(requireNoTemplate(value));
    }

    /** The number that a text means, as SQL writes it. */
    static Optional<String> number(String value) {
        try {
            BigDecimal number = new BigDecimal(value.strip());
            // Nobody means a literal of a million digits.
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
