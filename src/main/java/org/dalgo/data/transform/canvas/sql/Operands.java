package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Columns and constants that an operation's configuration names, as SQL. */
final class Operands {

    private Operands() {}

    /** A column or a constant. */
    static String operand(OperationConfig operand, InputRelation in, Dialect dialect) {
        return operand.flag("is_col")
                ? requireColumn("operands", operand.value("value").asText(), in, dialect)
                : dialect.literal(operand.value("value"));
    }

    /** A column that there is, quoted; fails with INVALID for another. */
    static String requireColumn(String field, String column, InputRelation in, Dialect dialect) {
        if (!in.columns().contains(column)) {
            throw OperationConfig.invalid(field, "there is no column " + column);
        }
        return dialect.column(column);
    }

    static void requireColumns(String field, Collection<String> columns, InputRelation in) {
        Set<String> known = Set.copyOf(in.columns());
        columns.stream().filter(column -> !known.contains(column)).findFirst().ifPresent(column -> {
            throw OperationConfig.invalid(field, "there is no column " + column);
        });
    }

    /** A constant that stands beside values of that kind. */
    static String constant(JsonNode value, TypeKind kind, Dialect dialect) {
        if (value.isNull() || value.isMissingNode()) {
            return "NULL";
        }
        return switch (kind) {
            case TEXT -> dialect.string(value.asText());
            // PostgreSQL would read a quoted 0.5 as the column's whole number, and fail.
            case NUMBER -> Dialect.number(value.asText("")).orElseGet(() -> dialect.literal(value));
            case BOOLEAN, TIME, OTHER, UNKNOWN -> dialect.literal(value);
        };
    }

    /** A column of numbers, quoted; fails with INVALID when it is known to hold anything else. */
    static String requireNumbers(String field, String column, InputRelation in, Dialect dialect) {
        String quoted = requireColumn(field, column, in, dialect);
        TypeKind kind = in.kind(column);
        if (kind != TypeKind.NUMBER && kind != TypeKind.UNKNOWN && kind != TypeKind.OTHER) {
            throw OperationConfig.invalid(
                    field,
                    "the column " + column + " holds " + kind.label() + " (" + in.type(column)
                            + "), not numbers: cast it to a number first");
        }
        return quoted;
    }

    /** A column or a number. */
    static String numeric(OperationConfig operand, InputRelation in, Dialect dialect) {
        if (operand.flag("is_col")) {
            return requireNumbers("operands", operand.value("value").asText(), in, dialect);
        }
        Optional<String> number = Dialect.number(operand.value("value").asText(""));
        return number.orElseThrow(() -> OperationConfig.invalid("operands", "must be columns and numbers"));
    }
}
