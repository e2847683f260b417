package org.dalgo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that stand in a statement where SQL expects a table: of tables, views, functions and its own subqueries. */
final class TablesOfStatement {

    /**
     * One name.
     *
     * @param written whether rows of it are inserted, updated or deleted there
     */
    record Use(String table, boolean written) {}

    private static final Pattern TOKEN =
            Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'[^']*'|\"[^\"]*\"|[\\w$.]+|\\S", Pattern.DOTALL);
    private static final Set<String> BEFORE_NAME = Set.of("(", "only", "lateral");
    private static final Set<String> BEFORE_TABLE = Set.of("from", "join", "using", "into", "update");
    private static final Set<String> BEGIN_LIST = Set.of("from", "using");
    private static final Set<String> END_LIST = Set.of(
            "select", "where", "set", "group", "order", "limit", "having", "union", "returning", "for", "values");

    private TablesOfStatement() {}

    static Set<Use> of(String sql) {
        Set<Use> uses = new LinkedHashSet<>();
        Deque<Boolean> inList = new ArrayDeque<>(Set.of(false));
        String before = "";
        String last = "";
        Matcher matcher = TOKEN.matcher(sql.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            String token = matcher.group();
            if (token.startsWith("--") || token.startsWith("/*")) {
                continue;
            }
            boolean tableExpected =
                    BEFORE_TABLE.contains(last) && !before.equals("distinct") || last.equals(",") && inList.element();
            if (token.equals("(")) {
                inList.push(tableExpected);
            } else if (token.equals(")") && inList.size() > 1) {
                inList.pop();
            } else if (BEGIN_LIST.contains(token) || END_LIST.contains(token)) {
                inList.pop();
                inList.push(BEGIN_LIST.contains(token));
            }
            // Behind a parenthesis a join may begin.
            if (!tableExpected || !BEFORE_NAME.contains(token)) {
                if (tableExpected) {
                    uses.add(new Use(name(token), isWritten(before, last)));
                }
                before = last;
                last = token;
            }
        }
        return uses;
    }

    private static String name(String token) {
        String bare = token.replace("\"", "");
        return bare.startsWith("public.") ? bare.substring("public.".length()) : bare;
    }

    private static boolean isWritten(String before, String last) {
        return last.equals("into") || last.equals("update") || last.equals("from") && before.equals("delete");
    }
}
