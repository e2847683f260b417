package org.dalgo.data.warehouse.table;

import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Rows as lines of CSV (RFC 4180). Values come out as they are: this is data to be worked on, not a report to be looked at. An
 * empty text is quoted, an absent value is not.
 */
public final class Csv {

    private static final String TO_QUOTE = ",\"\r\n";

    private Csv() {}

    /** One line with its end. */
    public static String line(int cells, Function<Integer, String> cell) {
        StringBuilder line = new StringBuilder();
        for (Iterator<Integer> at = IntStream.range(0, cells).iterator(); at.hasNext(); ) {
            append(line, cell.apply(at.next()));
            line.append(at.hasNext() ? "," : "\r\n");
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String value) {
        if (value == null) {
            return;
        }
        boolean quoted = value.isEmpty() || value.chars().anyMatch(c -> TO_QUOTE.indexOf(c) >= 0);
        if (quoted) {
            line.append('"').append(value.replace("\"", "\"\"")).append('"');
        } else {
            line.append(value);
        }
    }
}
