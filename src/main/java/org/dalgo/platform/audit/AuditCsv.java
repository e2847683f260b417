package org.dalgo.platform.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/** Entries as lines of CSV (RFC 4180) that a spreadsheet opens as text, even where a name begins like a formula. */
final class AuditCsv {

    static final String HEADER = "id,at,actor,action,resource_type,resource_id,details,address,agent\r\n";

    /** A cell that begins with one of these is a formula for a spreadsheet. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private static final int UNBUFFERED = 0;

    private AuditCsv() {}

    static String lines(List<AuditEntry> entries) {
        StringWriter lines = new StringWriter();
        CsvWriter writer = CsvWriter.builder()
                .quoteStrategy(QuoteStrategies.ALWAYS)
                .lineDelimiter(LineDelimiter.CRLF)
                .bufferSize(UNBUFFERED)
                .build(lines);
        entries.forEach(entry -> writer.writeRecord(cells(entry)));
        return lines.toString();
    }

    private static List<String> cells(AuditEntry entry) {
        return Stream.of(
                        entry.id(),
                        entry.at(),
                        entry.actor(),
                        entry.action(),
                        entry.resourceType(),
                        text(entry.resourceId()),
                        entry.details(),
                        text(entry.address()),
                        text(entry.agent()))
                .map(value -> withoutFormula(value.toString()))
                .toList();
    }

    /** The text with an apostrophe before what a spreadsheet would compute. */
    static String withoutFormula(String text) {
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
