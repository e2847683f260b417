package org.dalgo.data.transform.canvas.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Operations that keep the rows and change, add or take away columns. */
final class ColumnOperations {

    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z][A-Za-z0-9_]*( [A-Za-z]+)*( ?\\([0-9]+(, ?[0-9]+)?\\))?( [A-Za-z]+)*");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9]");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int MAX_WORD_LENGTH = 200;
    private static final int MAX_KEY_LENGTH = 40;

    private ColumnOperations() {}

    static SelectStatement drop(OperationConfig config, InputRelation in, Dialect dialect) {
        Set<String> gone = new HashSet<>(config.texts("columns"));
        Operands.requireColumns("columns", gone, in);
        return new SelectList(dialect, in)
                .addAll(in.columns().stream().filter(c -> !gone.contains(c)).toList())
                .from(in.from());
    }

    static SelectStatement rename(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> names = config.map("columns");
        Operands.requireColumns("columns", names.keySet(), in);
        SelectList list = new SelectList(dialect, in)
                .addAll(in.columns().stream().filter(c -> !names.containsKey(c)).toList());
        names.forEach((old, fresh) -> list.add(dialect.column(old), fresh, in.type(old)));
        return list.from(in.from());
    }

    static SelectStatement cast(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> types = new HashMap<>();
        for (OperationConfig column : config.objects("columns")) {
            String type = column.text("columntype");
            if (type.length() > MAX_WORD_LENGTH || !TYPE.matches(type)) {
                throw OperationConfig.invalid("columns", "has an unusable type");
            }
            types.put(column.text("columnname"), type);
        }
        Operands.requireColumns("columns", types.keySet(), in);
        SelectList list = new SelectList(dialect, in);
        for (String column : in.columns()) {
            String type = types.get(column);
            if (type == null) {
                list.add(column);
            } else {
                list.add("CAST(" + dialect.column(column) + " AS " + type + ")", column, type);
            }
        }
        return list.from(in.from());
    }

    static SelectStatement extract(OperationConfig config, InputRelation in, Dialect dialect) {
        Map<String, String> patterns = config.map("columns");
        Operands.requireColumns("columns", patterns.keySet(), in);
        SelectList list = new SelectList(dialect, in);
        for (String column : in.columns()) {
            String pattern = patterns.get(column);
            if (pattern == null) {
                list.add(column);
            } else {
                list.add(dialect.extract(dialect.column(column), pattern), column, dialect.textType());
            }
        }
        return list.from(in.from());
    }

    static SelectStatement replace(OperationConfig config, InputRelation in, Dialect dialect) {
        List<OperationConfig> columns = config.objects("columns");
        Map<String, OperationConfig> byName = columns.stream()
                .collect(Collectors.toMap(column -> column.text("col_name"), Function.identity(), (a, b) -> b));
        Operands.requireColumns("columns", byName.keySet(), in);
        SelectList list = new SelectList(dialect, in);
        for (String column : in.columns()) {
            OperationConfig change = byName.get(column);
            if (change == null) {
                list.add(column);
            } else if (change.text("output_column_name", column).equals(column)) {
                list.add(replaced(column, change, dialect), column, dialect.textType());
            }
        }
        byName.forEach((column, change) -> {
            String name = change.text("output_column_name", column);
            if (!name.equals(column)) {
                list.add(replaced(column, change, dialect), name, dialect.textType());
            }
        });
        return list.from(in.from());
    }

    static SelectStatement coalesce(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> columns = config.texts("columns");
        Operands.requireColumns("columns", columns, in);
        List<OperationConfig> operands = new ArrayList<>(
                columns.stream().map(OperationConfig::columnOperand).toList());
        JsonNode orElse = config.value("default_value");
        if (!orElse.asText("").isBlank() && !orElse.isNull()) {
            operands.add(OperationConfig.constantOperand(orElse));
        }
        CommonType common = CommonType.ofOperands(operands, in, dialect);
        String values = operands.stream()
                .map(operand -> common.operand(operand, in, dialect))
                .collect(Collectors.joining(", "));
        return adding(config, in, dialect, "COALESCE(" + values + ")", common.type());
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
                    case "div" -> dialect.quotient(values.get(0), values.get(1));
                    default -> throw OperationConfig.invalid("operator", "is none of add, sub, mul and div");
                };
        return adding(config, in, dialect, "(" + expression + ")", dialect.numberType());
    }

    static SelectStatement concat(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> values = new ArrayList<>();
        for (JsonNode column : config.values("columns")) {
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
        return adding(config, in, dialect, "CONCAT(" + String.join(", ", values) + ")", dialect.textType());
    }

    static SelectStatement generic(OperationConfig config, InputRelation in, Dialect dialect) {
        SelectList list = new SelectList(dialect, in).addAll(in.columns());
        for (OperationConfig computed : config.objects("computed_columns")) {
            String function = computed.text("function_name");
            if (function.length() > MAX_WORD_LENGTH || !FUNCTION.matches(function)) {
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
        SelectList list = new SelectList(dialect, in).addAll(in.columns());
        for (OperationConfig one : config.objects("aggregate_on")) {
            list.add(
                    "(SELECT " + aggregated(one, in, dialect) + " FROM " + in.from() + ")",
                    one.text("output_column_name"),
                    aggregatedType(one, in, dialect));
        }
        return list.from(in.from());
    }

    static SelectStatement caseWhen(OperationConfig config, InputRelation in, Dialect dialect) {
        String snippet = config.text("sql_snippet", "");
        if (config.text("case_type", "simple").equals("advance")) {
            if (snippet.isEmpty()) {
                throw OperationConfig.invalid("sql_snippet", "is missing");
            }
            return adding(config, in, dialect, "(" + SqlExpression.expression(snippet, dialect) + ")", "");
        }
        List<OperationConfig> clauses = config.objects("when_clauses");
        List<OperationConfig> branches = new ArrayList<>(
                clauses.stream().map(clause -> clause.object("then")).toList());
        branches.add(config.object("else_clause"));
        CommonType common = CommonType.ofOperands(branches, in, dialect);
        StringBuilder expression = new StringBuilder("CASE");
        for (OperationConfig clause : clauses) {
            expression
                    .append(" WHEN ")
                    .append(Condition.of(clause, clause.objectsOrNone("operands"), in, dialect))
                    .append(" THEN ")
                    .append(common.operand(clause.object("then"), in, dialect));
        }
        expression
                .append(" ELSE ")
                .append(common.operand(config.object("else_clause"), in, dialect))
                .append(" END");
        return adding(config, in, dialect, expression.toString(), common.type());
    }

    static SelectStatement flattenJson(OperationConfig config, InputRelation in, Dialect dialect) {
        String column = config.text("json_column");
        String json = Operands.requireColumn("json_column", column, in, dialect);
        SelectList list = new SelectList(dialect, in)
                .addAll(in.columns().stream().filter(c -> !c.equals(column)).toList());
        for (String key : config.texts("json_columns_to_copy")) {
            String name = list.free(column + "_" + keyName(key), ColumnOperations::suffix);
            list.add(dialect.jsonValue(json, key), name, dialect.textType());
        }
        return list.from(in.from());
    }

    /** Type of what {@link #aggregated} makes. */
    static String aggregatedType(OperationConfig config, InputRelation in, Dialect dialect) {
        return switch (config.text("operation")) {
            case "count", "countdistinct" -> dialect.countType();
            case "sum", "avg" -> dialect.numberType();
            default -> in.type(config.text("column"));
        };
    }

    /** {@code SUM("c")} and its like; fails with INVALID for another function. */
    static String aggregated(OperationConfig config, InputRelation in, Dialect dialect) {
        String column = Operands.requireColumn("aggregate_on", config.text("column"), in, dialect);
        return switch (config.text("operation")) {
            case "sum" -> "SUM(" + Operands.requireNumbers("aggregate_on", config.text("column"), in, dialect) + ")";
            case "avg" -> "AVG(" + Operands.requireNumbers("aggregate_on", config.text("column"), in, dialect) + ")";
            case "count" -> "COUNT(" + column + ")";
            case "countdistinct" -> "COUNT(DISTINCT " + column + ")";
            case "max" -> "MAX(" + column + ")";
            case "min" -> "MIN(" + column + ")";
            default ->
                throw OperationConfig.invalid("aggregate_on", "is none of sum, avg, count, countdistinct, max and min");
        };
    }

    private static SelectStatement adding(
            OperationConfig config, InputRelation in, Dialect dialect, String expression, String type) {
        return new SelectList(dialect, in)
                .addAll(in.columns())
                .add(expression, config.text("output_column_name"), type)
                .from(in.from());
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

    /** Letters from b to z, then numbers. */
    private static String suffix(int n) {
        return "_" + (n <= 26 ? String.valueOf((char) ('a' + n - 1)) : n);
    }

    private static String keyName(String key) {
        String cut = key.length() > MAX_KEY_LENGTH ? key.substring(0, MAX_KEY_LENGTH) : key;
        String name = NO_WORD.matcher(cut).replaceAll("_");
        return DIGITS.matches(name) ? "c" + name : name;
    }
}
