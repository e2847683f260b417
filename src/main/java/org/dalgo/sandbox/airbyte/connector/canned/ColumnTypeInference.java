package org.dalgo.sandbox.airbyte.connector.canned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Types of a file's columns from its first 1,000 rows. A column that mixes kinds is text. */
final class ColumnTypeInference {

    private static final int ROWS = 1000;
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

    private ColumnTypeInference() {}

    /** JSON schema type by column, in the order of appearance. */
    static Map<String, String> infer(List<ObjectNode> records) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (ObjectNode record : records.subList(0, Math.min(ROWS, records.size()))) {
            for (Map.Entry<String, JsonNode> cell : record.properties()) {
                columns.merge(cell.getKey(), type(cell.getValue()), ColumnTypeInference::common);
            }
        }
        columns.replaceAll((name, type) -> type.isEmpty() ? "string" : type);
        return columns;
    }

    /** Turns the texts of a CSV row into what the columns promise; what does not fit stays text. */
    static void apply(Map<String, String> columns, ObjectNode record) {
        for (Map.Entry<String, String> column : columns.entrySet()) {
            JsonNode cell = record.path(column.getKey());
            String type = cell.isTextual() ? type(cell) : "";
            if (type.equals("integer") && !column.getValue().equals("string")) {
                record.put(column.getKey(), new BigInteger(cell.asText().trim()));
            } else if (type.equals("number") && column.getValue().equals("number")) {
                record.put(column.getKey(), new BigDecimal(cell.asText().trim()));
            } else if (type.equals("boolean") && column.getValue().equals("boolean")) {
                record.put(column.getKey(), Boolean.parseBoolean(cell.asText().trim()));
            }
        }
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING -> type(value.asText().trim());
            default -> "";
        };
    }

    private static String type(String text) {
        if (INTEGER.matcher(text).matches()) {
            return "integer";
        }
        // A leading zero is an identifier (a postal code, a telephone number), not a number.
        if (NUMBER.matcher(text).matches() && !text.matches("-?0[0-9].*")) {
            return "number";
        }
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") ? "boolean" : "string";
    }

    private static String common(String one, String other) {
        if (one.isEmpty() || one.equals(other)) {
            return other;
        }
        if (other.isEmpty()) {
            return one;
        }
        boolean numeric = (one + other).matches("(integer|number)(integer|number)");
        return numeric ? "number" : "string";
    }
}
