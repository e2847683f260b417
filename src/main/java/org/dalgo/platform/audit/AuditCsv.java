package org.dalgo.platform.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries as lines of CSV (RFC 4180) that a spreadsheet opens as text, even where a name begins like a formula. */
final class AuditCsv {

    static final String HEADER = "id,at,actor,action,resource_type,resource_id,details,address,agent\r\n";

    /** A cell that begins with one of these is a formula for a spreadsheet. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private AuditCsv() {}

    static String lines(List<AuditEntry> entries) {
        return entries.stream().map(AuditCsv::line).collect(Collectors.joining());
    }

    private static String line(AuditEntry entry) {
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
                        .map(value -> cell(value.toString()))
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    static String cell(String text) {
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
