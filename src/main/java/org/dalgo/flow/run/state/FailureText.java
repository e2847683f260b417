package org.dalgo.flow.run.state;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dalgo.flow.run.result.FailureReport;
import org.dalgo.flow.run.result.Fault;

/**
 * A failure in the words of a notification, which leaves the platform by mail and chat: one line of the message, without the
 * lines and values in which a database quotes rows.
 */
final class FailureText {

    private static final int LONGEST_MESSAGE = 300;
    private static final int MOST_TESTS = 5;

    /** Lines in which PostgreSQL quotes rows and statements. */
    private static final List<String> QUOTES = List.of("detail:", "context:", "line ", "hint:", "where:");

    /** Behind this, PostgreSQL puts the value that it could not read. */
    private static final String VALUE = ": \"";

    private FailureText() {}

    /** @param report one with a fault */
    static String of(FailureReport report) {
        Fault fault = report.fault();
        StringBuilder text = new StringBuilder();
        if (fault.name() != null) {
            text.append(fault.resourceType() == null ? "node" : fault.resourceType())
                    .append(' ')
                    .append(fault.name())
                    .append(place(fault))
                    .append(": ");
        }
        text.append(sentence(brief(fault.message())));
        if (report.others() > 0) {
            text.append(' ').append(report.others()).append(" more failed.");
        }
        if (!report.newTestFailures().isEmpty()) {
            text.append(" New since the last run: ").append(tests(report.newTestFailures()));
        }
        report.cause()
                .ifPresent(cause ->
                        text.append(' ').append(cause.likelyCause()).append(' ').append(cause.nextAction()));
        return text.toString();
    }

    private static String place(Fault fault) {
        if (fault.file() == null) {
            return "";
        }
        return fault.line() == null
                ? " (%s)".formatted(fault.file())
                : " (%s, line %d)".formatted(fault.file(), fault.line());
    }

    private static String tests(List<String> names) {
        String first = names.stream().limit(MOST_TESTS).collect(Collectors.joining(", "));
        return names.size() > MOST_TESTS ? first + " and " + (names.size() - MOST_TESTS) + " more." : first + ".";
    }

    private static String brief(String message) {
        List<String> lines = message.lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !quotes(text))
                .limit(2)
                .toList();
        String line = lines.isEmpty() ? "" : lines.get(0);
        if (lines.size() == 2 && line.endsWith(" Error")) {
            // dbt puts the kind of an error without a node on a line of its own.
            line = line + ": " + lines.get(1);
        }
        int value = line.indexOf(VALUE);
        String kept = value < 0 ? line : line.substring(0, value);
        if (kept.length() <= LONGEST_MESSAGE) {
            return kept;
        }
        int end = Character.isHighSurrogate(kept.charAt(LONGEST_MESSAGE - 1)) ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE;
        return kept.substring(0, end) + "…";
    }

    private static boolean quotes(String line) {
        String start = line.toLowerCase(Locale.ROOT);
        return QUOTES.stream().anyMatch(start::startsWith);
    }

    private static String sentence(String text) {
        return text.endsWith(".") || text.endsWith("…") ? text : text + ".";
    }
}
