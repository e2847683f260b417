package org.dalgo.data.transform.canvas.sql;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Operations that change which rows there are. */
final class RowOperations {

    /** Pairs of an unpivoted and a kept column: the SQL names each. */
    private static final int MAX_UNPIVOTED = 50_000;

    private static final int MAX_TYPE_LENGTH = 200;

    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_ ]*");

    private RowOperations() {}

    static SelectStatement where(OperationConfig config, InputRelation in, Dialect dialect) {
        String kind = config.text("where_type", "and").toLowerCase(Locale.ROOT);
        String condition;
        if (kind.equals("sql")) {
            condition = SqlExpression.condition(config.text("sql_snippet"), dialect);
        } else if (kind.equals("and") || kind.equals("or")) {
            condition = config.objects("clauses").stream()
                    .map(clause -> Condition.of(clause, operands(clause), in, dialect))
                    .collect(Collectors.joining(" " + kind.toUpperCase(Locale.ROOT) + " "));
        } else {
            throw OperationConfig.invalid("where_type", "is none of and, or and sql");
        }
        return new SelectList(dialect, in).addAll(in.columns()).from(in.from() + " WHERE (" + condition + ")");
    }

    static SelectStatement groupBy(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> dimensions = config.textsOrNone("dimension_columns");
        Operands.requireColumns("dimension_columns", dimensions, in);
        SelectList list = new SelectList(dialect, in).addAll(dimensions);
        config.objects("aggregate_on")
                .forEach(one -> list.add(
                        ColumnOperations.aggregated(one, in, dialect),
                        one.text("output_column_name"),
                        ColumnOperations.aggregatedType(one, in, dialect)));
        return list.from(in.from() + grouped(dimensions, dialect));
    }

    static SelectStatement pivot(OperationConfig config, InputRelation in, Dialect dialect) {
        String column = Operands.requireColumn("pivot_column_name", config.text("pivot_column_name"), in, dialect);
        List<String> kept = config.textsOrNone("groupby_columns");
        Operands.requireColumns("groupby_columns", kept, in);
        SelectList list = new SelectList(dialect, in).addAll(kept);
        config.texts("pivot_column_values")
                .forEach(value -> list.addNumbered(
                        "SUM(CASE WHEN " + matches(column, config.text("pivot_column_name"), value, in, dialect)
                                + " THEN 1 ELSE 0 END)",
                        value.isBlank() ? "blank" : value,
                        dialect.countType()));
        return list.from(in.from() + grouped(kept, dialect));
    }

    static SelectStatement unpivot(OperationConfig config, InputRelation in, Dialect dialect) {
        List<String> turned = config.texts("unpivot_columns");
        List<String> kept = config.textsOrNone("exclude_columns");
        Operands.requireColumns("unpivot_columns", turned, in);
        Operands.requireColumns("exclude_columns", kept, in);
        String type = config.text("cast_to", dialect.textType());
        if (type.length() > MAX_TYPE_LENGTH || !TYPE.matches(type)) {
            throw OperationConfig.invalid("cast_to", "is an unusable type");
        }
        if (Set.copyOf(turned).size() < turned.size()) {
            throw OperationConfig.invalid("unpivot_columns", "names a column twice");
        }
        if ((long) turned.size() * (kept.size() + 1) > MAX_UNPIVOTED) {
            throw OperationConfig.invalid("unpivot_columns", "are too many for so many columns to keep");
        }
        List<SelectStatement> parts = turned.stream()
                .map(column -> new SelectList(dialect, in)
                        .addAll(kept)
                        .add(
                                dialect.string(column),
                                config.text("unpivot_field_name", "field_name"),
                                dialect.textType())
                        .add(
                                "CAST(" + dialect.column(column) + " AS " + type + ")",
                                config.text("unpivot_value_name", "value"),
                                type)
                        .from(in.from()))
                .toList();
        return new SelectStatement(
                parts.stream().map(SelectStatement::sql).collect(Collectors.joining("\nUNION ALL\n")),
                parts.get(0).columns(),
                parts.get(0).types());
    }

    /** SQL as a person wrote it. It can read what the warehouse's user can read, but holds no template of dbt. */
    static SelectStatement rawSql(OperationConfig config, InputRelation in, Dialect dialect) {
        String first = config.text("sql_statement_1").strip();
        String selected =
                SelectItems.beginsWithSelect(first) ? first.substring(7).strip() : first;
        String rest = config.text("sql_statement_2", "");
        return new SelectStatement(
                ("SELECT " + selected + " FROM " + in.from() + " " + rest).strip(),
                SelectItems.names(selected, in.columns(), dialect));
    }

    private static List<OperationConfig> operands(OperationConfig clause) {
        return clause.value("operand").isObject() ? List.of(clause.object("operand")) : List.of();
    }

    private static String grouped(List<String> columns, Dialect dialect) {
        return columns.isEmpty()
                ? ""
                : " GROUP BY " + columns.stream().map(dialect::column).collect(Collectors.joining(", "));
    }

    private static String matches(String quoted, String column, String value, InputRelation in, Dialect dialect) {
        // PostgreSQL reads a quoted constant as the column's type; BigQuery needs the type's own form.
        boolean number = dialect == Dialect.BIGQUERY && in.kind(column) == TypeKind.NUMBER;
        return quoted + " = " + (number ? Dialect.number(value).orElse(dialect.string(value)) : dialect.string(value));
    }
}
