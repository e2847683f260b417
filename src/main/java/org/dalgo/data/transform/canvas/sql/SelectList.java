package org.dalgo.data.transform.canvas.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.dalgo.platform.error.Failure;

/** Columns of a {@code SELECT} in the making; no two bear one name. */
final class SelectList {

    private final Dialect dialect;
    private final List<String> parts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Set<String> taken = new TreeSet<>();

    SelectList(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A column as it is. */
    SelectList add(String column) {
        return add(dialect.column(column), column, false);
    }

    SelectList addAll(List<String> columns) {
        columns.forEach(this::add);
        return this;
    }

    /** An expression under a name; fails with INVALID when the name is taken. */
    SelectList add(String expression, String name) {
        return add(expression, name, true);
    }

    /** The name, or the first with a number after it that is free. */
    String free(String name) {
        String candidate = name;
        for (int i = 2; !isFree(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }

    boolean isFree(String name) {
        return !taken.contains(key(name));
    }

    SelectStatement from(String rest) {
        if (parts.isEmpty()) {
            throw Failure.invalid("config", "leaves no column");
        }
        return new SelectStatement("SELECT " + String.join(", ", parts) + " FROM " + rest, List.copyOf(names));
    }

    private SelectList add(String expression, String name, boolean renamed) {
        if (!taken.add(key(name))) {
            throw Failure.invalid("config", "there is a column " + name + " already");
        }
        parts.add(renamed ? expression + " AS " + dialect.column(name) : expression);
        names.add(name);
        return this;
    }

    /** BigQuery tells names apart by their letters only. */
    private String key(String name) {
        return dialect == Dialect.BIGQUERY ? name.toLowerCase(Locale.ROOT) : name;
    }
}
