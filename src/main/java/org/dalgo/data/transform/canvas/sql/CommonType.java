package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The type of a column that several columns and constants become: the type of the columns, or text where their types
 * differ.
 *
 * @param type in the warehouse's words; empty when it is not known
 * @param cast whether each column has to be cast to it
 */
record CommonType(String type, boolean cast) {

    /** The type of these operands: columns and constants. */
    static CommonType ofOperands(List<OperationConfig> operands, InputRelation in, Dialect dialect) {
        List<String> types = operands.stream()
                .filter(operand -> operand.flag("is_col"))
                .map(operand -> in.type(operand.value("value").asText()))
                .toList();
        CommonType common = ofTypes(types, dialect);
        boolean fits = operands.stream()
                .filter(operand -> !operand.flag("is_col"))
                .allMatch(operand -> fits(operand.value("value"), TypeKind.of(common.type())));
        return fits ? common : new CommonType(dialect.textType(), true);
    }

    /** The type of columns of these types; an empty one is not known. */
    static CommonType ofTypes(List<String> types, Dialect dialect) {
        String first =
                types.stream().filter(type -> !type.isEmpty()).findFirst().orElse("");
        return types.stream().anyMatch(type -> TypeKind.conflict(first, type, dialect))
                ? new CommonType(dialect.textType(), true)
                : new CommonType(first, false);
    }

    /** A column of it, quoted already. */
    String column(String column) {
        return cast ? "CAST(" + column + " AS " + type + ")" : column;
    }

    /** A column or a constant. */
    String operand(OperationConfig operand, InputRelation in, Dialect dialect) {
        if (operand.flag("is_col")) {
            return column(Operands.operand(operand, in, dialect));
        }
        return Operands.constant(operand.value("value"), TypeKind.of(type), dialect);
    }

    private static boolean fits(JsonNode constant, TypeKind kind) {
        String text = constant.asText("");
        if (constant.isNull() || constant.isMissingNode()) {
            return true;
        }
        return switch (kind) {
            case NUMBER -> Dialect.number(text).isPresent();
            case BOOLEAN -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
            case TIME -> text.chars().anyMatch(Character::isDigit);
            case TEXT, OTHER, UNKNOWN -> true;
        };
    }
}
