package org.dalgo.data.warehouse.table;

import java.util.List;
import org.dalgo.platform.http.Failure;

/**
 * Which bars of a chart over time are wanted, newest first.
 *
 * @param parts that one bar stands for: a year, a month of it, a day of that
 */
record DateRange(List<String> parts, int limit, int offset) {

    private static final List<String> PARTS = List.of("year", "month", "day");
    private static final int MOST = 100;

    /** The last ten years. */
    static final DateRange FIRST = of("year", 10, 0);

    /** Fails with INVALID for another range than {@code year}, {@code month} and {@code day}. */
    static DateRange of(String range, int limit, int offset) {
        int last = PARTS.indexOf(range);
        if (last < 0) {
            throw Failure.invalid("filter.range", "must be year, month or day");
        }
        return new DateRange(PARTS.subList(0, last + 1), Math.min(Math.max(1, limit), MOST), Math.max(0, offset));
    }
}
