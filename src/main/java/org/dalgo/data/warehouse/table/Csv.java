package org.dalgo.data.warehouse.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.StringWriter;
import java.util.Collection;
import java.util.function.Function;

/**
 * Rows as lines of CSV (RFC 4180). Values come out as they are: this is data to be worked on, not a report to be looked
 * at. An empty text is quoted, an absent value is not.
 */
public final class Csv {

    private static final int UNBUFFERED = 0;

    private Csv() {}

    /** One line for each row, with its end. */
    public static <T> String lines(Collection<T> rows, Function<T, Iterable<String>> cells) {
        StringWriter lines = new StringWriter();
        CsvWriter writer = CsvWriter.builder()
                .quoteStrategy(QuoteStrategies.EMPTY)
                .lineDelimiter(LineDelimiter.CRLF)
                .bufferSize(UNBUFFERED)
                .build(lines);
        rows.forEach(row -> writer.writeRecord(cells.apply(row)));
        return lines.toString();
    }
}
