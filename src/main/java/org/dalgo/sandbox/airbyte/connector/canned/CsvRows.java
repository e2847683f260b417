package org.dalgo.sandbox.airbyte.connector.canned;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma separated values (RFC 4180), with any one-character separator. An empty unquoted cell is null, an empty
 * quoted one is an empty text. Empty lines are omitted.
 */
final class CsvRows extends AbstractBaseCsvCallbackHandler<List<String>> {

    private List<String> cells = new ArrayList<>();

    private CsvRows() {}

    static List<List<String>> read(String text, char separator) {
        // A byte order mark is what spreadsheet programs put before UTF-8.
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<List<String>> rows = new ArrayList<>();
        CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .build(new CsvRows(), content)
                .forEach(rows::add);
        return rows;
    }

    @Override
    protected void handleBegin(long line) {
        cells = new ArrayList<>();
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        cells.add(length == 0 && !quoted ? null : new String(buffer, offset, length));
    }

    @Override
    protected List<String> buildRecord() {
        return cells;
    }
}
