package org.dalgo.data.transform.canvas.sql;

import com.google.re2j.Pattern;

/**
 * SQL that a person wrote, where a form requests an expression: it stays one, within its parentheses. Dialects differ in
 * where a quoted text ends. What they could read in two ways is refused.
 */
final class SqlExpression {

    private static final Pattern ALIAS = Pattern.compile("(?is)^(.*\\bend)\\s+as\\s+\"?[\\w ]+\"?\\s*$");

    private SqlExpression() {}

    /** The expression; fails with INVALID when it would end the place it stands in. */
    static String condition(String sql, Dialect dialect) {
        String text = Dialect.requireNoTemplate(sql).strip();
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (dialect.quotes().indexOf(c) >= 0) {
                at = endOfQuote(text, at, dialect);
                continue;
            }
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0 || c == ';' || c == '$' || c == '`' || isComment(text, at)) {
                throw notOne();
            }
            at++;
        }
        if (text.isEmpty() || depth != 0) {
            throw notOne();
        }
        return text;
    }

    /** The same; a name that a person gave to it with {@code AS} is left out. */
    static String expression(String sql, Dialect dialect) {
        return condition(ALIAS.matcher(sql.strip()).replaceFirst("$1"), dialect);
    }

    /**
     * The place behind a quoted text. A doubled quote within it counts as the end of one and the begin of another, which
     * comes to the same.
     */
    private static int endOfQuote(String text, int from, Dialect dialect) {
        char quote = text.charAt(from);
        if (dialect.hasTripleQuotes() && text.startsWith(String.valueOf(quote).repeat(3), from)) {
            throw notOne();
        }
        boolean escaped = false;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote && escaped) {
                // Its end for a plain text of PostgreSQL, and not for E'' or BigQuery.
                throw OperationConfig.invalid(
                        "sql_snippet", "has a backslash before a quote: write the quote twice instead");
            }
            if (c == quote) {
                return i + 1;
            }
            escaped = c == '\\' && !escaped;
        }
        throw notOne();
    }

    private static boolean isComment(String text, int at) {
        return text.startsWith("--", at) || text.startsWith("/*", at) || text.charAt(at) == '#';
    }

    private static RuntimeException notOne() {
        return OperationConfig.invalid("sql_snippet", "is not one expression");
    }
}
