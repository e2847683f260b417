package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** One comparison of a column, as forms of the web app put it together. */
final class Condition {

    private static final Map<String, String> SIGNS =
            Map.of("=", " = ", "!=", " != ", "<", " < ", "<=", " <= ", ">", " > ", ">=", " >= ");

    private Condition() {}

    /**
     * The comparison; comparing with nothing asks whether there is something.
     *
     * @param clause has {@code column} and {@code operator}
     * @param operands what the column is compared with: two for {@code between}
     */
    static String of(Settings clause, List<Settings> operands, Relation in, Dialect dialect) {
        String column = ColumnOperations.known("column", clause.text("column"), in, dialect);
        String operator = clause.text("operator");
        switch (operator) {
            case "IS NULL", "IS NOT NULL":
                return column + " " + operator;
            case "between":
                if (operands.size() != 2) {
                    throw Settings.invalid("operands", "must be two for between");
                }
                return column + " BETWEEN " + ColumnOperations.operand(operands.get(0), in, dialect) + " AND "
                        + ColumnOperations.operand(operands.get(1), in, dialect);
            default:
                return compared(column, operator, operands, in, dialect);
        }
    }

    private static String compared(
            String column, String operator, List<Settings> operands, Relation in, Dialect dialect) {
        String sign = SIGNS.get(operator);
        if (sign == null) {
            throw Settings.invalid("operator", "is none that is known");
        }
        if (operands.isEmpty() || isNothing(operands.get(0))) {
            return switch (operator) {
                case "=" -> column + " IS NULL";
                case "!=" -> column + " IS NOT NULL";
                default -> throw Settings.invalid("operands", "must hold a value to compare with");
            };
        }
        return column + sign + ColumnOperations.operand(operands.get(0), in, dialect);
    }

    private static boolean isNothing(Settings operand) {
        JsonNode value = operand.value("value");
        return !operand.flag("is_col") && (value.isNull() || value.isMissingNode());
    }
}
