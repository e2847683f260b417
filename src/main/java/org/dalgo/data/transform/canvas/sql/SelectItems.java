package org.dalgo.data.transform.canvas.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of what raw SQL selects, as far as its text shows them; one pass over the text, nothing else. */
final class SelectItems {

    private static final int MAX_NAME_LENGTH = 50;

    /** One part of an item that stands outside of parentheses. */
    private record Token(Kind kind, String text) {

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        boolean endsValue() {
            return kind != Kind.SIGN && !isWord("distinct") && !isWord("all");
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }
    }

    private enum Kind {
        WORD,
        QUOTED,
        STRING,
        GROUP,
        SIGN
    }

    private SelectItems() {}

    /** The names, each once; a star stands for the columns. */
    static List<String> names(String selected, List<String> columns, Dialect dialect) {
        List<String> names = new ArrayList<>();
        for (String item : items(selected)) {
            if (item.equals("*") || item.endsWith(".*")) {
                names.addAll(columns);
            } else {
                names.add(dialect.cut(name(item), 0));
            }
        }
        return names.stream().distinct().toList();
    }

    private static String name(String item) {
        List<Token> tokens = tokens(item);
        int last = tokens.size() - 1;
        if (last >= 0 && tokens.get(last).isName()) {
            Token name = tokens.get(last);
            if (last == 0) {
                return name.text();
            }
            Token before = tokens.get(last - 1);
            boolean alias = before.isWord("as") || before.text().equals(".") || before.endsValue();
            boolean keyword = name.isWord("end");
            if (before.isWord("distinct") || alias && !keyword) {
                return name.text();
            }
        }
        String bare = item.replace("\"", "").replace("`", "");
        return bare.length() > MAX_NAME_LENGTH ? bare.substring(0, MAX_NAME_LENGTH) : bare;
    }

    private static List<Token> tokens(String item) {
        List<Token> tokens = new ArrayList<>();
        int i = 0;
        while (i < item.length()) {
            char c = item.charAt(i);
            int end = i + 1;
            if (Character.isWhitespace(c)) {
                i = end;
                continue;
            }
            if (c == '"' || c == '`' || c == '\'') {
                end = endOfQuotes(item, i);
                String inner = item.substring(i + 1, Math.max(i + 1, end - 1));
                tokens.add(new Token(c == '\'' ? Kind.STRING : Kind.QUOTED, inner));
            } else if (c == '(') {
                end = endOfGroup(item, i);
                tokens.add(new Token(Kind.GROUP, "()"));
            } else if (isWordCharacter(c)) {
                while (end < item.length() && isWordCharacter(item.charAt(end))) {
                    end++;
                }
                tokens.add(new Token(Kind.WORD, item.substring(i, end)));
            } else {
                tokens.add(new Token(Kind.SIGN, item.substring(i, end)));
            }
            i = end;
        }
        return tokens;
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c)
                || c == '_'
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || Character.isSurrogate(c);
    }

    /** Split at the commas that separate columns, not at those within parentheses or quotes. */
    private static List<String> items(String selected) {
        List<String> items = new ArrayList<>();
        int begin = 0;
        int i = 0;
        while (i < selected.length()) {
            char c = selected.charAt(i);
            if (c == '\'' || c == '"' || c == '`') {
                i = endOfQuotes(selected, i);
            } else if (c == '(') {
                i = endOfGroup(selected, i);
            } else {
                i++;
                if (c == ',') {
                    items.add(selected.substring(begin, i - 1).strip());
                    begin = i;
                }
            }
        }
        items.add(selected.substring(begin).strip());
        return items;
    }

    private static int endOfQuotes(String text, int begin) {
        int end = text.indexOf(text.charAt(begin), begin + 1);
        return end < 0 ? text.length() : end + 1;
    }

    private static int endOfGroup(String text, int begin) {
        int depth = 0;
        int i = begin;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"' || c == '`') {
                i = endOfQuotes(text, i);
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            i++;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Whether the text begins with the word {@code select}. */
    static boolean beginsWithSelect(String text) {
        return text.length() > 6
                && text.substring(0, 6).toLowerCase(Locale.ROOT).equals("select")
                && Character.isWhitespace(text.charAt(6));
    }
}
