package org.dalgo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The SQL in a Java source, as its literals and constants show it, and the names by which the source reads rows. What is
 * known at run time only stands as {@link #UNKNOWN}.
 */
final class SqlInSource {

    static final String UNKNOWN = "\uFFFD";

    /** One place where a value of a row is read: by which method of it, and by which name. */
    record Read(String method, String column) {}

    /** A statement and the names of the columns that it answers; an expression without a name has none. */
    record Statement(String sql, List<String> columns) {}

    private static final Set<String> READERS = Set.of(
            "isNull",
            "longValue",
            "longOrNull",
            "intValue",
            "intOrNull",
            "doubleValue",
            "doubleOrNull",
            "bool",
            "boolOrNull",
            "text",
            "optionalText",
            "json",
            "uuid",
            "optionalUuid",
            "instant",
            "bytes",
            "texts",
            "uuids",
            "org",
            "value");

    private static final Pattern JAVA = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])'"
                    + "|\"\"\"(?<block>.*?)(?<!\\\\)\"\"\"|\"(?<text>(?:\\\\.|[^\"\\\\])*+)\""
                    + "|(?<word>[A-Za-z_$][\\w$]*(?:\\s*\\.\\s*[A-Za-z_$][\\w$]*)*)|(?<other>\\S)",
            Pattern.DOTALL);

    private static final Pattern SQL = Pattern.compile("'[^']*'|::|[\\w$.]+|\\S");
    private static final Set<String> VERBS = Set.of("select", "insert", "update", "delete");
    private static final Set<String> ENDS =
            Set.of("from", "where", "group", "order", "limit", "union", "having", "for");

    private record Token(String literal, String word, String other) {

        boolean is(String text) {
            return text.equals(other);
        }
    }

    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, List<Object>> constants = new HashMap<>();
    private final List<List<Object>> expressions = new ArrayList<>();

    SqlInSource(String java) {
        Matcher matcher = JAVA.matcher(java);
        while (matcher.find()) {
            String block = matcher.group("block");
            String text = matcher.group("text");
            if (block != null || text != null) {
                String literal = block == null
                        ? text
                        : block.substring(block.indexOf('\n') + 1).stripIndent();
                tokens.add(new Token(literal.translateEscapes(), null, null));
            } else if (matcher.group("word") != null || matcher.group("other") != null) {
                String word = matcher.group("word");
                tokens.add(new Token(null, word == null ? null : word.replaceAll("\\s", ""), matcher.group("other")));
            }
        }
        int i = 0;
        while (i < tokens.size()) {
            i = Math.max(i + 1, expression(i));
        }
    }

    /** Where values of rows are read. */
    List<Read> reads() {
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            String word = tokens.get(i).word();
            String method = word == null ? "" : word.substring(word.lastIndexOf('.') + 1);
            if (READERS.contains(method)
                    && (word.contains(".") || i > 0 && tokens.get(i - 1).is("."))
                    && tokens.get(i + 1).is("(")
                    && tokens.get(i + 2).literal() != null) {
                reads.add(new Read(method, tokens.get(i + 2).literal()));
            }
        }
        return reads;
    }

    /**
     * The statements, without those constants that are only a part of others.
     *
     * @param others sources by the name of their class, for constants of these
     */
    List<Statement> statements(Map<String, SqlInSource> others) {
        Set<Object> parts = expressions.stream()
                .filter(expression -> expression.size() > 1)
                .flatMap(List::stream)
                .filter(Constant.class::isInstance)
                .map(part -> constants.get(((Constant) part).name()))
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
        return expressions.stream()
                .filter(expression -> !parts.contains(expression))
                .map(expression -> text(expression, others).strip())
                .filter(sql -> sql.matches("(?s)(select|with|insert into|update|delete from)\\s.*"))
                .map(sql -> new Statement(sql, columns(sql)))
                .toList();
    }

    /** Collects literals, names and unknowns that are joined by plus signs; answers where the next one may begin. */
    private int expression(int start) {
        List<Object> parts = new ArrayList<>();
        int i = start;
        boolean literal = false;
        while (true) {
            Token token = i < tokens.size() ? tokens.get(i) : new Token(null, null, "");
            if (token.literal() != null) {
                literal = true;
                parts.add(token.literal());
                i++;
            } else if (token.word() != null && token.word().endsWith(".formatted")) {
                parts.add(new Constant(token.word().substring(0, token.word().lastIndexOf('.'))));
                literal = true;
                i = formatted(i + 1, parts);
            } else if (token.word() != null || token.is("(") && !parts.isEmpty()) {
                boolean group = token.word() == null;
                boolean call =
                        !group && i + 1 < tokens.size() && tokens.get(i + 1).is("(");
                parts.add(group || call ? new Unknown() : new Constant(token.word()));
                i = group ? closing(i) + 1 : call ? closing(i + 1) + 1 : i + 1;
            } else {
                break;
            }
            if (i + 1 < tokens.size()
                    && tokens.get(i).is(".")
                    && "formatted".equals(tokens.get(i + 1).word())) {
                i = formatted(i + 2, parts);
            }
            if (i >= tokens.size() || !tokens.get(i).is("+")) {
                break;
            }
            i++;
        }
        if (!literal) {
            return start;
        }
        expressions.add(parts);
        if (start >= 2 && tokens.get(start - 1).is("=") && tokens.get(start - 2).word() != null) {
            constants.put(tokens.get(start - 2).word(), parts);
        }
        return i;
    }

    /** Adds the arguments in these parentheses; answers what comes after them. */
    private int formatted(int open, List<Object> parts) {
        int end = closing(open);
        List<List<Object>> arguments = new ArrayList<>(List.of(new ArrayList<>()));
        for (Token token : tokens.subList(open + 1, end)) {
            if (token.is(",")) {
                arguments.add(new ArrayList<>());
            } else if (!token.is("+")) {
                arguments
                        .get(arguments.size() - 1)
                        .add(token.literal() != null ? token.literal() : new Constant("" + token.word()));
            }
        }
        parts.add(new Formatted(arguments));
        return end + 1;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private record Unknown() {}

    private record Constant(String name) {}

    private record Formatted(List<List<Object>> arguments) {}

    private String text(List<Object> parts, Map<String, SqlInSource> others) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Formatted formatted) {
                String done = text.toString();
                for (int i = 0; i < formatted.arguments().size(); i++) {
                    String value =
                            Matcher.quoteReplacement(text(formatted.arguments().get(i), others));
                    done = done.replaceFirst("%s", value).replaceAll("%" + (i + 1) + "\\$s", value);
                }
                text = new StringBuilder(done);
            } else if (part instanceof Constant constant) {
                text.append(constant(constant.name(), others));
            } else {
                text.append(part instanceof Unknown ? UNKNOWN : (String) part);
            }
        }
        return text.toString();
    }

    private String constant(String name, Map<String, SqlInSource> others) {
        int dot = name.lastIndexOf('.');
        SqlInSource owner = dot < 0 ? this : others.get(name.substring(0, dot));
        List<Object> parts = owner == null ? null : owner.constants.get(name.substring(dot + 1));
        return parts == null ? UNKNOWN : owner.text(parts, others);
    }

    private static List<String> columns(String sql) {
        List<String> words = topLevel(sql);
        int verb = 0;
        while (verb < words.size() && !VERBS.contains(words.get(verb))) {
            verb++;
        }
        if (verb == words.size()) {
            return List.of();
        }
        boolean select = words.get(verb).equals("select");
        int start = select ? verb : words.subList(verb, words.size()).indexOf("returning") + verb;
        List<String> names = new ArrayList<>();
        List<String> item = new ArrayList<>();
        if (select || words.contains("returning")) {
            for (String word : words.subList(start + 1, words.size())) {
                String before = item.isEmpty() ? "" : item.get(item.size() - 1);
                if (ENDS.contains(word) && !before.equals("as") && !before.equals("distinct")) {
                    break;
                }
                if (word.equals(",")) {
                    add(names, item);
                } else {
                    item.add(word);
                }
            }
            add(names, item);
        }
        return names;
    }

    private static void add(List<String> names, List<String> item) {
        int size = item.size();
        if (size >= 2 && item.get(size - 2).equals("as")) {
            names.add(item.get(size - 1));
        } else if (size > 0) {
            String last = item.get(item.get(0).equals("distinct") ? size - 1 : 0);
            boolean plain = size == 1
                    || item.get(0).equals("distinct") && size == 2
                    || item.get(1).equals("::");
            if (plain && last.matches("[a-z_][\\w.]*")) {
                names.add(last.substring(last.lastIndexOf('.') + 1));
            }
        }
        item.clear();
    }

    /** The words outside of parentheses. */
    private static List<String> topLevel(String sql) {
        List<String> words = new ArrayList<>();
        int depth = 0;
        Matcher matcher = SQL.matcher(sql);
        while (matcher.find()) {
            String word = matcher.group();
            depth -= word.equals(")") ? 1 : 0;
            if (depth == 0) {
                words.add(word.equals("(") || word.equals(")") ? "()" : word);
            }
            depth += word.equals("(") ? 1 : 0;
        }
        return words;
    }
}
