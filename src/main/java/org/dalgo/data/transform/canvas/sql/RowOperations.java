package org.dalgo.data.transform.canvas.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Operations that change which rows there are. */
final class RowOperations {

    private static final int MAX_NAME_LENGTH = 50;

    private RowOperations() {}

    static SelectStatement where(OperationConfig config, InputRelation in, Dialect dialect) {
        String kind = config.text("where_type", "and").toLowerCase(Locale.ROOT);
        String condition;
        if (kind.equals("sql")) {
            condition = SqlExpression.condition(config.text("sql_snippet"));
        } else if (kind.equals("and") || kind.equals("or")) {
            condition = config.objects("clauses").stream()
                    .map(clause -> Condition.of(clause, operands(clause), in, dialect))
                    .collect(Collectors.joining(" " + kind.toUpperCase(Locale.ROOT) + " "));
        } else {
            throw OperationConfig.invalid("where_type", "is none of and, or and sql");
        }
        return new SelectList(dialect).addAll(in.columns()).from(in.from() + " WHERE (" + condition + ")");
    }

    static SelectStatement groupBy(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> dimensions = config.textsOrNone("dimension_columns");
        Operands.requireColumns("dimension_columns", dimensions, in);
        SelectList list = new SelectList(dialect).addAll(dimensions);
        config.objects("aggregate_on")
                .forEach(
                        one -> list.add(ColumnOperations.aggregated(one, in, dialect), one.text("output_column_name")));
        return list.from(in.from() + grouped(dimensions, dialect));
    }

    static SelectStatement pivot(OperationConfig config, InputRelation in, Dialect dialect) {
        String column =
                Operands.requireColumn("pivot_column_name", config.text("pivot_column_name"), in, dialect);
        List<String> kept = config.textsOrNone("groupby_columns");
        Operands.requireColumns("groupby_columns", kept, in);
        SelectList list = new SelectList(dialect).addAll(kept);
        config.texts("pivot_column_values")
                .forEach(value -> list.add(
                        "SUM(CASE WHEN " + column + " = " + dialect.string(value) + " THEN 1 ELSE 0 END)", value));
        return list.from(in.from() + grouped(kept, dialect));
    }

    static SelectStatement unpivot(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> turned = config.texts("unpivot_columns");
        List<String> kept = config.textsOrNone("exclude_columns");
        Operands.requireColumns("unpivot_columns", turned, in);
        Operands.requireColumns("exclude_columns", kept, in);
        String type = config.text("cast_to", dialect.textType());
        if (!type.matches("[A-Za-z][A-Za-z0-9_ ]*")) {
            throw OperationConfig.invalid("cast_to", "is an unusable type");
        }
        List<SelectStatement> parts = turned.stream()
                .map(column -> new SelectList(dialect)
                        .addAll(kept)
                        .add(dialect.string(column), config.text("unpivot_field_name", "field_name"))
                        .add(
                                "CAST(" + dialect.column(column) + " AS " + type + ")",
                                config.text("unpivot_value_name", "value"))
                        .from(in.from()))
                .toList();
        return new SelectStatement(
                parts.stream().map(SelectStatement::sql).collect(Collectors.joining("\nUNION ALL\n")),
                parts.get(0).columns());
    }

    /** What a person wrote, as it is: whoever may do this may write any model. */
    static SelectStatement rawSql(OperationConfig config, InputRelation in) {
        String first = config.text("sql_statement_1").strip();
        String selected = first.toLowerCase(Locale.ROOT).startsWith("select ")
                ? first.substring(7).strip()
                : first;
        String rest = config.text("sql_statement_2", "");
        return new SelectStatement(
                ("SELECT " + selected + " FROM " + in.from() + " " + rest).strip(), names(selected, in.columns()));
    }

    private static List<OperationConfig> operands(OperationConfig clause) {
        return clause.value("operand").isObject() ? List.of(clause.object("operand")) : List.of();
    }

    private static String grouped(List<String> columns, Dialect dialect) {
        return columns.isEmpty()
                ? ""
                : " GROUP BY " + columns.stream().map(dialect::column).collect(Collectors.joining(", "));
    }

    /** Names of what is selected, as far as they can be told without asking the warehouse. */
    private static List<String> names(String selected, List<String> columns) {
        List<String> names = new ArrayList<>();
        for (String item : items(selected)) {
            if (item.equals("*") || item.endsWith(".*")) {
                names.addAll(columns);
            } else {
                names.add(name(item));
            }
        }
        return names.stream().distinct().toList();
    }

    private static String name(String item) {
        String word = item.replaceFirst("(?is)^.*\\bas\\s+", "").strip();
        String last = word.matches("(?s)\".*\"|`.*`") ? word.substring(1, word.length() - 1) : word;
        if (last.equals(item) && item.matches("(?s).*[\\w)]\\s+\\w+")) {
            last = item.replaceFirst("(?s)^.*\\s", "");
        }
        String bare = last.replaceFirst("^[\\w\"`]+\\.", "").replaceAll("[\"`]", "");
        return bare.length() > MAX_NAME_LENGTH ? bare.substring(0, MAX_NAME_LENGTH) : bare;
    }

    /** Split at the commas that separate columns, not at those within parentheses or quotes. */
    private static List<String> items(String selected) {
        List<String> items = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        char quote = 0;
        for (int i = 0; i < selected.length(); i++) {
            char c = selected.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"' || c == '`') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                items.add(selected.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        items.add(selected.substring(begin).strip());
        return items;
    }
}
