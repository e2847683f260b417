package org.dalgo.data.transform.canvas.sql;

import java.util.List;
import java.util.Optional;

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
        requireColumns(field, List.of(column), in);
        return dialect.column(column);
    }

    static void requireColumns(String field, List<String> columns, InputRelation in) {
        columns.stream()
                .filter(column -> !in.columns().contains(column))
                .findFirst()
                .ifPresent(column -> {
                    throw OperationConfig.invalid(field, "there is no column " + column);
                });
    }

    /** A column or a number. */
    static String numeric(OperationConfig operand, InputRelation in, Dialect dialect) {
        if (operand.flag("is_col")) {
            return requireColumn("operands", operand.value("value").asText(), in, dialect);
        }
        Optional<String> number = Dialect.number(operand.value("value").asText(""));
        return number.orElseThrow(() -> OperationConfig.invalid("operands", "must be columns and numbers"));
    }
}
