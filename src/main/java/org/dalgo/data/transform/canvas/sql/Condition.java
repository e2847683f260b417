package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** One comparison of a column, as forms of the web app put it together. */
final class Condition {

    private static final Map<String, String> OPERATORS =
            Map.of("=", " = ", "!=", " != ", "<", " < ", "<=", " <= ", ">", " > ", ">=", " >= ");

    private Condition() {}

    /**
     * The comparison; comparing with nothing tests for a value.
     *
     * @param clause has {@code column} and {@code operator}
     * @param operands what the column is compared with: two for {@code between}
     */
    static String of(OperationConfig clause, List<OperationConfig> operands, InputRelation in, Dialect dialect) {
        String name = clause.text("column");
        String column = Operands.requireColumn("column", name, in, dialect);
        String operator = clause.text("operator");
        switch (operator) {
            case "IS NULL", "IS NOT NULL":
                return column + " " + operator;
            case "between":
                if (operands.size() != 2) {
                    throw OperationConfig.invalid("operands", "must be two for between");
                }
                return column + " BETWEEN " + compared(name, operands.get(0), true, in, dialect) + " AND "
                        + compared(name, operands.get(1), true, in, dialect);
            default:
                return compared(name, column, operator, operands, in, dialect);
        }
    }

    private static String compared(
            String name,
            String column,
            String operator,
            List<OperationConfig> operands,
            InputRelation in,
            Dialect dialect) {
        String sign = OPERATORS.get(operator);
        if (sign == null) {
            throw OperationConfig.invalid("operator", "is none that is known");
        }
        if (operands.isEmpty() || isNothing(operands.get(0))) {
            return switch (operator) {
                case "=" -> column + " IS NULL";
                case "!=" -> column + " IS NOT NULL";
                default -> throw OperationConfig.invalid("operands", "must hold a value to compare with");
            };
        }
        boolean ordered = !operator.equals("=") && !operator.equals("!=");
        return column + sign + compared(name, operands.get(0), ordered, in, dialect);
    }

    /** What the column is compared with; fails with INVALID when its type does not go with the column's. */
    private static String compared(
            String column, OperationConfig operand, boolean ordered, InputRelation in, Dialect dialect) {
        JsonNode value = operand.value("value");
        TypeKind kind = in.kind(column);
        if (operand.flag("is_col")) {
            String other = value.asText();
            String quoted = Operands.requireColumn("operands", other, in, dialect);
            if (TypeKind.conflict(in.type(column), in.type(other), dialect)) {
                throw OperationConfig.invalid(
                        "operands",
                        "the column " + column + " holds " + kind.label() + " and the column " + other + " holds "
                                + in.kind(other).label() + ": cast one of them to the type of the other first");
            }
            return quoted;
        }
        boolean number = value.isNumber() || Dialect.number(value.asText("")).isPresent();
        // A text such as a postal code may well be equal to digits; in an order of texts 9 comes after 18.
        if (kind == TypeKind.TEXT && number && (ordered || value.isNumber())) {
            throw OperationConfig.invalid(
                    "operands",
                    "the column " + column + " holds text, and " + shortened(value)
                            + " is a number: cast the column to a number first");
        }
        if (kind == TypeKind.NUMBER && !number && !isNothing(operand)) {
            throw OperationConfig.invalid(
                    "operands",
                    "the column " + column + " holds numbers, and " + shortened(value)
                            + " is none: write a number, or cast the column to text first");
        }
        return Operands.constant(value, kind, dialect);
    }

    private static String shortened(JsonNode value) {
        String text = value.asText("");
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static boolean isNothing(OperationConfig operand) {
        JsonNode value = operand.value("value");
        return !operand.flag("is_col") && (value.isNull() || value.isMissingNode());
    }
}
