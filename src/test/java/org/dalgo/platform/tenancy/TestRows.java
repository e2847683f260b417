package org.dalgo.platform.tenancy;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Rows as bare values, in the order of the columns: for assertions on what a statement of a test finds. */
public final class TestRows {

    private TestRows() {}

    public static Uni<List<Object[]>> select(Sql sql, String statement, Object... parameters) {
        return sql.rows(statement, parameters)
                .map(rows -> rows.stream().map(row -> row.values).toList());
    }

    /** The first row, or null. */
    public static Uni<Object[]> first(Sql sql, String statement, Object... parameters) {
        return sql.firstRow(statement, parameters).map(row -> row == null ? null : row.values);
    }
}
