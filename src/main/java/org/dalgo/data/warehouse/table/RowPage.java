package org.dalgo.data.warehouse.table;

/**
 * A part of a table's rows.
 *
 * @param number from 1
 * @param size how many rows
 * @param orderBy name of a column, or null for no order
 */
public record RowPage(int number, int size, String orderBy, boolean ascending) {

    private static final int MAX_SIZE = 100;

    /** The nearest page to the requested one. */
    static RowPage of(int number, int size, String orderBy, boolean ascending) {
        String column = orderBy == null || orderBy.isEmpty() ? null : orderBy;
        return new RowPage(Math.max(1, number), Math.min(Math.max(1, size), MAX_SIZE), column, ascending);
    }

    /** How many rows come before it. */
    public long offset() {
        return (number - 1L) * size;
    }
}
