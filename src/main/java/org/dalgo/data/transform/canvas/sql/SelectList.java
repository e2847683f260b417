package org.dalgo.data.transform.canvas.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.dalgo.platform.error.Failure;

/** Columns of a {@code SELECT} in the making; no two bear one name, also not after the warehouse cut it. */
final class SelectList {

    private final Dialect dialect;
    private final InputRelation in;
    private final List<String> parts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();

    /** Names as they were requested, by the names that the warehouse keeps. */
    private final Map<String, String> taken = new HashMap<>();

    /**
     * An empty list.
     *
     * @param in what its columns are selected from
     */
    SelectList(Dialect dialect, InputRelation in) {
        this.dialect = dialect;
        this.in = in;
    }

    /** A column as it is. */
    SelectList add(String column) {
        return add(dialect.column(column), column, in.type(column), false);
    }

    SelectList addAll(List<String> columns) {
        columns.forEach(this::add);
        return this;
    }

    /** An expression of an unknown type under a name; fails with INVALID when the name is taken. */
    SelectList add(String expression, String name) {
        return add(expression, name, "");
    }

    /** An expression under a name; fails with INVALID when the name is taken. */
    SelectList add(String expression, String name, String type) {
        return add(expression, name, type, true);
    }

    /** The same; of names that only the warehouse's cut makes equal the later get a number. */
    SelectList addNumbered(String expression, String name, String type) {
        String other = taken.get(key(dialect.cut(name, 0)));
        return add(expression, other == null || key(other).equals(key(name)) ? name : free(name), type, true);
    }

    /** The name, or the first with a number after it that is free. */
    String free(String name) {
        return free(name, n -> "_" + n);
    }

    /** The name, or the first that is free with the suffix for 2, 3 and so on. */
    String free(String name, IntFunction<String> suffix) {
        String candidate = dialect.cut(name, 0);
        for (int n = 2; !isFree(candidate); n++) {
            String end = suffix.apply(n);
            candidate = dialect.cut(name, end.length()) + end;
        }
        return candidate;
    }

    boolean isFree(String name) {
        return !taken.containsKey(key(dialect.cut(name, 0)));
    }

    SelectStatement from(String rest) {
        if (parts.isEmpty()) {
            throw Failure.invalid("config", "leaves no column");
        }
        return new SelectStatement(
                "SELECT " + String.join(", ", parts) + " FROM " + rest, List.copyOf(names), Map.copyOf(types));
    }

    private SelectList add(String expression, String name, String type, boolean renamed) {
        String kept = dialect.cut(name, 0);
        String other = taken.putIfAbsent(key(kept), name);
        if (other != null) {
            throw Failure.invalid(
                    "config",
                    key(other).equals(key(name))
                            ? "there is a column " + name + " already"
                            : "the columns " + other + " and " + name + " would both be called " + kept
                                    + ": the warehouse keeps no more of a name; give one a shorter name");
        }
        parts.add(renamed ? expression + " AS " + dialect.column(kept) : expression);
        names.add(kept);
        if (!type.isEmpty()) {
            types.put(kept, type);
        }
        return this;
    }

    /** BigQuery ignores the case of names. */
    private String key(String name) {
        return dialect == Dialect.BIGQUERY ? name.toLowerCase(Locale.ROOT) : name;
    }
}
