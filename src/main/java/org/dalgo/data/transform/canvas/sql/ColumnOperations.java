package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Operations that keep the rows and change, add or take away columns. */
final class ColumnOperations {

    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z][A-Za-z0-9_]*( [A-Za-z]+)*( ?\\([0-9]+(, ?[0-9]+)?\\))?( [A-Za-z]+)*");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final int MAX_KEY_LENGTH = 40;

    private ColumnOperations() {}

    static SelectStatement drop(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> gone = config.texts("columns");
        Operands.requireColumns("columns", gone, in);
        return new SelectList(dialect)
                .addAll(in.columns().stream().filter(c -> !gone.contains(c)).toList())
                .from(in.from());
    }

    static SelectStatement rename(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> names = config.map("columns");
        Operands.requireColumns("columns", List.copyOf(names.keySet()), in);
        SelectList list = new SelectList(dialect)
                .addAll(in.columns().stream().filter(c -> !names.containsKey(c)).toList());
        names.forEach((old, fresh) -> list.add(dialect.column(old), fresh));
        return list.from(in.from());
    }

    static SelectStatement cast(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> types = new HashMap<>();
        for (OperationConfig column : config.objects("columns")) {
            String type = column.text("columntype");
            if (!TYPE.matcher(type).matches()) {
                throw OperationConfig.invalid("columns", "has an unusable type");
            }
            types.put(column.text("columnname"), type);
        }
        Operands.requireColumns("columns", List.copyOf(types.keySet()), in);
        return replacing(in, dialect, types, (column, type) -> "CAST(" + dialect.column(column) + " AS " + type + ")");
    }

    static SelectStatement extract(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> patterns = config.map("columns");
        Operands.requireColumns("columns", List.copyOf(patterns.keySet()), in);
        return replacing(
                in,
                dialect,
                patterns,
                (column, pattern) -> dialect.extract(dialect.column(column), Dialect.requireNoTemplate(pattern)));
    }

    static SelectStatement replace(OperationConfig config, InputRelation in, Dialect dialect) {
        List<OperationConfig> columns = config.objects("columns");
        Map<String, OperationConfig> byName = columns.stream()
                .collect(Collectors.toMap(column -> column.text("col_name"), Function.identity(), (a, b) -> b));
        Operands.requireColumns("columns", List.copyOf(byName.keySet()), in);
        SelectList list = new SelectList(dialect);
        for (String column : in.columns()) {
            OperationConfig change = byName.get(column);
            if (change == null) {
                list.add(column);
            } else if (change.text("output_column_name", column).equals(column)) {
                list.add(replaced(column, change, dialect), column);
            }
        }
        byName.forEach((column, change) -> {
            String name = change.text("output_column_name", column);
            if (!name.equals(column)) {
                list.add(replaced(column, change, dialect), name);
            }
        });
        return list.from(in.from());
    }

    static SelectStatement coalesce(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> columns = config.texts("columns");
        Operands.requireColumns("columns", columns, in);
        List<String> values =
                new ArrayList<>(columns.stream().map(dialect::column).toList());
        JsonNode orElse = config.value("default_value");
        if (!orElse.asText("").isBlank() && !orElse.isNull()) {
            values.add(dialect.literal(orElse));
        }
        return adding(config, in, dialect, "COALESCE(" + String.join(", ", values) + ")");
    }

    static SelectStatement arithmetic(OperationConfig config, InputRelation in, Dialect dialect) {
        String operator = config.text("operator");
        List<OperationConfig> operands = config.objects("operands");
        if (operands.size() < 2 || operator.equals("div") && operands.size() != 2) {
            throw OperationConfig.invalid(
                    "operands", operator.equals("div") ? "must hold two" : "must hold at least two");
        }
        List<String> values =
                operands.stream().map(one -> Operands.numeric(one, in, dialect)).toList();
        // An empty cell counts for nothing in a sum, as it does in a spreadsheet.
        List<String> filled = values.stream().map(v -> "COALESCE(" + v + ", 0)").toList();
        String expression =
                switch (operator) {
                    case "add" -> String.join(" + ", filled);
                    case "sub" -> String.join(" - ", filled);
                    case "mul" -> String.join(" * ", values);
                    case "div" -> values.get(0) + " / NULLIF(" + values.get(1) + ", 0)";
                    default -> throw OperationConfig.invalid("operator", "is none of add, sub, mul and div");
                };
        return adding(config, in, dialect, "(" + expression + ")");
    }

    static SelectStatement concat(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> values = new ArrayList<>();
        for (JsonNode column : config.value("columns")) {
            values.add(
                    column.isTextual()
                            ? Operands.requireColumn("columns", column.asText(), in, dialect)
                            : column.path("is_col").asBoolean()
                                    ? Operands.requireColumn(
                                            "columns", column.path("name").asText(), in, dialect)
                                    : dialect.string(column.path("name").asText()));
        }
        if (values.isEmpty()) {
            throw OperationConfig.invalid("columns", "must hold at least one");
        }
        return adding(config, in, dialect, "CONCAT(" + String.join(", ", values) + ")");
    }

    static SelectStatement generic(OperationConfig config, InputRelation in, Dialect dialect) {
        SelectList list = new SelectList(dialect).addAll(in.columns());
        for (OperationConfig computed : config.objects("computed_columns")) {
            String function = computed.text("function_name");
            if (!FUNCTION.matcher(function).matches()) {
                throw OperationConfig.invalid("computed_columns", "has an unusable function");
            }
            String arguments = computed.objectsOrNone("operands").stream()
                    .map(operand -> Operands.operand(operand, in, dialect))
                    .collect(Collectors.joining(", "));
            list.add(function + "(" + arguments + ")", computed.text("output_column_name"));
        }
        return list.from(in.from());
    }

    static SelectStatement aggregate(OperationConfig config, InputRelation in, Dialect dialect) {
        SelectList list = new SelectList(dialect).addAll(in.columns());
        for (OperationConfig one : config.objects("aggregate_on")) {
            list.add(
                    "(SELECT " + aggregated(one, in, dialect) + " FROM " + in.from() + ")",
                    one.text("output_column_name"));
        }
        return list.from(in.from());
    }

    static SelectStatement caseWhen(OperationConfig config, InputRelation in, Dialect dialect) {
        String snippet = config.text("sql_snippet", "");
        if (config.text("case_type", "simple").equals("advance")) {
            if (snippet.isEmpty()) {
                throw OperationConfig.invalid("sql_snippet", "is missing");
            }
            return adding(config, in, dialect, "(" + SqlExpression.expression(snippet) + ")");
        }
        StringBuilder expression = new StringBuilder("CASE");
        for (OperationConfig clause : config.objects("when_clauses")) {
            expression
                    .append(" WHEN ")
                    .append(Condition.of(clause, clause.objectsOrNone("operands"), in, dialect))
                    .append(" THEN ")
                    .append(Operands.operand(clause.object("then"), in, dialect));
        }
        expression
                .append(" ELSE ")
                .append(Operands.operand(config.object("else_clause"), in, dialect))
                .append(" END");
        return adding(config, in, dialect, expression.toString());
    }

    static SelectStatement flattenJson(OperationConfig config, InputRelation in, Dialect dialect) {
        String column = config.text("json_column");
        String json = Operands.requireColumn("json_column", column, in, dialect);
        SelectList list = new SelectList(dialect)
                .addAll(in.columns().stream().filter(c -> !c.equals(column)).toList());
        for (String key : config.texts("json_columns_to_copy")) {
            String name = column + "_" + keyName(key);
            String free = name;
            for (char suffix = 'b'; !list.isFree(free); suffix++) {
                free = name + "_" + suffix;
            }
            list.add(dialect.jsonValue(json, Dialect.requireNoTemplate(key)), free);
        }
        return list.from(in.from());
    }

    /** {@code SUM("c")} and its like; fails with INVALID for another function. */
    static String aggregated(OperationConfig config, InputRelation in, Dialect dialect) {
        String column = Operands.requireColumn("aggregate_on", config.text("column"), in, dialect);
        return switch (config.text("operation")) {
            case "sum" -> "SUM(" + column + ")";
            case "avg" -> "AVG(" + column + ")";
            case "count" -> "COUNT(" + column + ")";
            case "countdistinct" -> "COUNT(DISTINCT " + column + ")";
            case "max" -> "MAX(" + column + ")";
            case "min" -> "MIN(" + column + ")";
            default ->
                throw OperationConfig.invalid("aggregate_on", "is none of sum, avg, count, countdistinct, max and min");
        };
    }

    private static SelectStatement adding(
            OperationConfig config, InputRelation in, Dialect dialect, String expression) {
        return new SelectList(dialect)
                .addAll(in.columns())
                .add(expression, config.text("output_column_name"))
                .from(in.from());
    }

    private static <T> SelectStatement replacing(
            InputRelation in, Dialect dialect, Map<String, T> changes, BiFunction<String, T, String> expression) {
        SelectList list = new SelectList(dialect);
        for (String column : in.columns()) {
            if (changes.containsKey(column)) {
                list.add(expression.apply(column, changes.get(column)), column);
            } else {
                list.add(column);
            }
        }
        return list.from(in.from());
    }

    private static String replaced(String column, OperationConfig change, Dialect dialect) {
        String expression = dialect.column(column);
        for (OperationConfig step : change.objects("replace_ops")) {
            expression = "REPLACE(" + expression + ", "
                    + dialect.string(step.value("find").asText()) + ", "
                    + dialect.string(step.value("replace").asText()) + ")";
        }
        return expression;
    }

    private static String keyName(String key) {
        String cut = key.length() > MAX_KEY_LENGTH ? key.substring(0, MAX_KEY_LENGTH) : key;
        String name = cut.replaceAll("[^A-Za-z0-9]", "_");
        return name.matches("[0-9]+") ? "c" + name : name;
    }
}
