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
     * The comparison; comparing with nothing asks whether there is something.
     *
     * @param clause has {@code column} and {@code operator}
     * @param operands what the column is compared with: two for {@code between}
     */
    static String of(OperationConfig clause, List<OperationConfig> operands, InputRelation in, Dialect dialect) {
        String column = Operands.requireColumn("column", clause.text("column"), in, dialect);
        String operator = clause.text("operator");
        switch (operator) {
            case "IS NULL", "IS NOT NULL":
                return column + " " + operator;
            case "between":
                if (operands.size() != 2) {
                    throw OperationConfig.invalid("operands", "must be two for between");
                }
                return column + " BETWEEN " + Operands.operand(operands.get(0), in, dialect) + " AND "
                        + Operands.operand(operands.get(1), in, dialect);
            default:
                return compared(column, operator, operands, in, dialect);
        }
    }

    private static String compared(
            String column, String operator, List<OperationConfig> operands, InputRelation in, Dialect dialect) {
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
        return column + sign + Operands.operand(operands.get(0), in, dialect);
    }

    private static boolean isNothing(OperationConfig operand) {
        JsonNode value = operand.value("value");
        return !operand.flag("is_col") && (value.isNull() || value.isMissingNode());
    }
}
