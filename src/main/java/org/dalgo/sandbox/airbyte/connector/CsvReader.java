package org.dalgo.sandbox.airbyte.connector;

import java.util.ArrayList;
import java.util.List;

/** Reads comma separated values by RFC 4180, with any one-character separator. */
final class CsvReader {

    private final String text;
    private final char separator;
    private int position;

    private CsvReader(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** All rows; an empty unquoted cell is null, an empty quoted one is an empty text. Empty lines are left out. */
    static List<List<String>> rows(String text, char separator) {
        // A byte order mark is what spreadsheet programs put before UTF-8.
        CsvReader reader = new CsvReader(text.startsWith("\uFEFF") ? text.substring(1) : text, separator);
        List<List<String>> rows = new ArrayList<>();
        while (reader.position < reader.text.length()) {
            List<String> row = reader.row();
            if (row.size() > 1 || row.get(0) != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            if (position >= text.length()) {
                return cells;
            }
            char end = text.charAt(position++);
            if (end != separator) {
                if (end == '\r' && position < text.length() && text.charAt(position) == '\n') {
                    position++;
                }
                return cells;
            }
            if (position >= text.length()) {
                cells.add(null);
                return cells;
            }
        }
    }

    private String cell() {
        if (position < text.length() && text.charAt(position) == '"') {
            position++;
            return quoted();
        }
        int start = position;
        while (position < text.length() && !endsCell(text.charAt(position))) {
            position++;
        }
        return position == start ? null : text.substring(start, position);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != '"') {
                cell.append(c);
            } else if (position < text.length() && text.charAt(position) == '"') {
                cell.append('"');
                position++;
            } else {
                break;
            }
        }
        while (position < text.length() && !endsCell(text.charAt(position))) {
            cell.append(text.charAt(position++));
        }
        return cell.toString();
    }

    private boolean endsCell(char c) {
        return c == separator || c == '\n' || c == '\r';
    }
}
