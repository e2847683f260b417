package org.dalgo.data.transform.canvas.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operations on more than one table. */
final class TableOperations {

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
        // Whatever the order, the first key is the main table's.
        String mainKey = (otherFirst ? "t2." : "t1.")
                + Operands.requireColumn("join_on", on.text("key1"), main, dialect);
        String otherKey = (otherFirst ? "t1." : "t2.")
                + Operands.requireColumn("join_on", on.text("key2"), other, dialect);
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
        SelectList list = new SelectList(dialect);
        first.columns().forEach(column -> list.add("t1." + dialect.column(column), column));
        second.columns().forEach(column -> {
            String name = list.isFree(column) ? column : list.free(column);
            list.add("t2." + dialect.column(column), name);
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
        Set<String> columns = new LinkedHashSet<>();
        all.forEach(inputRelation -> columns.addAll(inputRelation.columns()));
        List<SelectStatement> parts = all.stream()
                .map(inputRelation -> {
                    SelectList list = new SelectList(dialect);
                    columns.forEach(column -> {
                        if (inputRelation.columns().contains(column)) {
                            list.add(column);
                        } else {
                            list.add("NULL", column);
                        }
                    });
                    return list.from(inputRelation.from());
                })
                .toList();
        return new SelectStatement(
                parts.stream().map(SelectStatement::sql).collect(Collectors.joining("\nUNION ALL\n")),
                parts.get(0).columns());
    }
}
