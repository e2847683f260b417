package org.dalgo.data.warehouse.table;

import java.util.List;
import org.dalgo.platform.error.Failure;

/**
 * Which bars of a chart over time are wanted, newest first.
 *
 * @param parts that one bar stands for: a year, a month of it, a day of that
 */
public record DateHistogram(List<String> parts, int limit, int offset) {

    private static final List<String> PARTS = List.of("year", "month", "day");
    private static final int MAX_BARS = 100;

    /** The last ten years. */
    public static final DateHistogram DEFAULT = of("year", 10, 0);

    /** Fails with INVALID for another range than {@code year}, {@code month} and {@code day}. */
    static DateHistogram of(String range, int limit, int offset) {
        int last = PARTS.indexOf(range);
        if (last < 0) {
            throw Failure.invalid("filter.range", "must be year, month or day");
        }
        return new DateHistogram(
                PARTS.subList(0, last + 1), Math.min(Math.max(1, limit), MAX_BARS), Math.max(0, offset));
    }
}
