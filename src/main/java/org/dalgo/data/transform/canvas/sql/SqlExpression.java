package org.dalgo.data.transform.canvas.sql;

import com.google.re2j.Pattern;

/** SQL that a person wrote, where a form requests an expression: it stays one, within its parentheses. */
final class SqlExpression {

    private static final Pattern ALIAS = Pattern.compile("(?is)^(.*\\bend)\\s+as\\s+\"?[\\w ]+\"?\\s*$");

    private SqlExpression() {}

    /** The expression; fails with INVALID when it would end the place it stands in. */
    static String condition(String sql) {
        String text = Dialect.requireNoTemplate(sql).strip();
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"' || c == '`') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0 || c == ';' || isComment(text, i)) {
                break;
            }
            if (i == text.length() - 1 && depth == 0 && quote == 0) {
                return text;
            }
        }
        throw OperationConfig.invalid("sql_snippet", "is not one expression");
    }

    /** The same; a name that a person gave to it with {@code AS} is left out. */
    static String expression(String sql) {
        return condition(ALIAS.matcher(sql.strip()).replaceFirst("$1"));
    }

    private static boolean isComment(String text, int at) {
        return text.startsWith("--", at) || text.startsWith("/*", at) || text.charAt(at) == '#';
    }
}
