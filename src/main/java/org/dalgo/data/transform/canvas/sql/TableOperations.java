package org.dalgo.data.transform.canvas.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operations on more than one table. */
final class TableOperations {

    /** Pairs of a table and a column: the SQL of a union names each. */
    private static final int MAX_UNITED = 50_000;

    private TableOperations() {}

    /**
     * Every row of the one side with the rows of the other that fit.
     *
     * @param swapped the other table stands first, as the web app puts it for a right join
     */
    static SelectStatement join(
            OperationConfig config, InputRelation main, InputRelation other, boolean swapped, Dialect dialect) {
        OperationConfig on = config.object("join_on");
        String type = config.text("join_type", "inner").toLowerCase(Locale.ROOT);
        boolean otherFirst = swapped || type.equals("right");
        InputRelation first = otherFirst ? other : main;
        InputRelation second = otherFirst ? main : other;
        // The first key belongs to the main table in either order.
        String mainKey =
                (otherFirst ? "t2." : "t1.") + Operands.requireColumn("join_on", on.text("key1"), main, dialect);
        String otherKey =
                (otherFirst ? "t1." : "t2.") + Operands.requireColumn("join_on", on.text("key2"), other, dialect);
        requireComparable(on.text("key1"), main, on.text("key2"), other, dialect);
        if (!on.text("compare_with", "=").equals("=")) {
            throw OperationConfig.invalid("join_on", "compares with = only");
        }
        String word =
                switch (type) {
                    case "inner" -> "INNER JOIN";
                    case "left", "right" -> "LEFT JOIN";
                    case "full outer" -> "FULL OUTER JOIN";
                    default ->
                        throw OperationConfig.invalid("join_type", "is none of inner, left, right and full outer");
                };
        SelectList list = new SelectList(dialect, first);
        first.columns().forEach(column -> list.add("t1." + dialect.column(column), column, first.type(column)));
        second.columns().forEach(column -> {
            String name = list.isFree(column) ? column : list.free(column);
            list.add("t2." + dialect.column(column), name, second.type(column));
        });
        return list.from(first.from() + " t1 " + word + " " + second.from() + " t2 ON " + mainKey + " = " + otherKey);
    }

    /** All rows of all tables; a column that a table lacks is empty in its rows. */
    static SelectStatement union(InputRelation main, List<InputRelation> others, Dialect dialect) {
        List<InputRelation> all =
                Stream.concat(Stream.of(main), others.stream()).toList();
        if (all.stream().map(InputRelation::from).distinct().count() < all.size()) {
            throw OperationConfig.invalid("other_inputs", "names a table twice");
        }
        Map<String, List<InputRelation>> holders = new LinkedHashMap<>();
        all.forEach(
                table -> table.columns().forEach(column -> holders.computeIfAbsent(column, name -> new ArrayList<>())
                        .add(table)));
        if ((long) holders.size() * all.size() > MAX_UNITED) {
            throw OperationConfig.invalid("other_inputs", "are too many tables with so many columns");
        }
        List<SelectStatement> parts =
                all.stream().map(table -> part(table, holders, dialect)).toList();
        return new SelectStatement(
                parts.stream().map(SelectStatement::sql).collect(Collectors.joining("\nUNION ALL\n")),
                parts.get(0).columns(),
                parts.get(0).types());
    }

    private static SelectStatement part(
            InputRelation table, Map<String, List<InputRelation>> holders, Dialect dialect) {
        SelectList list = new SelectList(dialect, table);
        Set<String> own = Set.copyOf(table.columns());
        holders.forEach((column, tables) -> {
            CommonType common = CommonType.ofTypes(
                    tables.stream().map(holder -> holder.type(column)).toList(), dialect);
            if (!own.contains(column)) {
                list.add(missing(column, common, tables.get(0), dialect), column, common.type());
            } else if (common.cast()) {
                list.add(common.column(dialect.column(column)), column, common.type());
            } else {
                list.add(column);
            }
        });
        return list.from(table.from());
    }

    /** Nothing, of the type that the column has elsewhere: a bare {@code NULL} would be text. */
    private static String missing(String column, CommonType common, InputRelation holder, Dialect dialect) {
        return common.type().isEmpty()
                ? "(SELECT " + dialect.column(column) + " FROM " + holder.from() + " WHERE false)"
                : "CAST(NULL AS " + common.type() + ")";
    }

    private static void requireComparable(
            String key, InputRelation main, String otherKey, InputRelation other, Dialect dialect) {
        String type = main.type(key);
        String otherType = other.type(otherKey);
        if (TypeKind.conflict(type, otherType, dialect)) {
            throw OperationConfig.invalid(
                    "join_on",
                    "the column " + key + " holds " + TypeKind.of(type).label() + " (" + type + ") and the column "
                            + otherKey + " of the other table holds "
                            + TypeKind.of(otherType).label() + " (" + otherType
                            + "): cast one of them to the type of the other first");
        }
    }
}
