package org.dalgo.flow.pipeline;

import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One field of a cron expression, read as croniter reads it, which is the library that Prefect schedules with.
 *
 * @param values numbers that the field names; Sunday is 0
 * @param any whether a star stands among them
 * @param last whether the last day of the month is meant too
 * @param nth for a weekday the places in the month that are meant; {@value #LAST} for the last one
 */
record CronField(Set<Integer> values, boolean any, boolean last, Map<Integer, Set<Integer>> nth) {

    private static final Pattern COMMA = Pattern.compile(",");

    static final int LAST = -1;

    /** Kind of field with the range of its numbers and its names. */
    enum Kind {
        MINUTE("minute", 0, 59, List.of()),
        HOUR("hour", 0, 23, List.of()),
        DAY("day of month", 1, 31, List.of()),
        MONTH(
                "month",
                1,
                12,
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
        WEEKDAY("day of week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        private final String noun;
        private final int min;
        private final int max;
        private final List<String> names;

        Kind(String noun, int min, int max, List<String> names) {
            this.noun = noun;
            this.min = min;
            this.max = max;
            this.names = names;
        }
    }

    /**
     * Reads a field.
     *
     * @throws IllegalArgumentException with the reason, for a field that Prefect refuses
     */
    static CronField parse(Kind kind, String text) {
        String field = text.toLowerCase(Locale.ROOT);
        if (field.contains("?")) {
            if (!"?".equals(field) || (kind != Kind.DAY && kind != Kind.WEEKDAY)) {
                throw new IllegalArgumentException("a question mark stands alone, for the day of month or of week");
            }
            field = "*";
        }
        CronField parsed = new CronField(
                new HashSet<>(), field.contains("*") && hasStar(field), hasL(kind, field), new HashMap<>());
        Deque<String> parts = new ArrayDeque<>(List.of(COMMA.split(field, -1)));
        while (!parts.isEmpty()) {
            parsed.read(kind, parts.removeLast(), parts);
        }
        parsed.requireOneKindOfWeekday();
        return parsed;
    }

    /** Whether the field names the number, or every number. */
    boolean includes(int value) {
        return any || values.contains(value);
    }

    private static boolean hasStar(String field) {
        return List.of(COMMA.split(field, -1)).contains("*");
    }

    private static boolean hasL(Kind kind, String field) {
        return kind == Kind.DAY && List.of(COMMA.split(field, -1)).contains("l");
    }

    /** One member of the list; a range puts its numbers back among the parts. */
    private void read(Kind kind, String part, Deque<String> parts) {
        String text = part;
        Integer place = null;
        if (kind == Kind.WEEKDAY) {
            int hash = text.lastIndexOf('#');
            if (hash > 0 && isNumber(text.substring(hash + 1)) && isWeekdays(text.substring(0, hash))) {
                place = place(text.substring(hash + 1));
                text = text.substring(0, hash);
            } else if (text.startsWith("l") && isNumber(text.substring(1))) {
                place = LAST;
                text = text.substring(1);
            }
        }
        String full = text.startsWith("*/") && text.length() > 2 ? kind.min + "-" + kind.max + text.substring(1) : text;
        Range range = Range.of(full);
        if (range == null) {
            int slash = text.lastIndexOf('/');
            if (slash > 0 && slash < text.length() - 1) {
                full = text.substring(0, slash) + "-" + kind.max + text.substring(slash);
                range = Range.of(full);
            } else {
                full = text;
            }
        }
        if (range == null) {
            readSingle(kind, full, place);
        } else {
            addRange(kind, range, place, parts);
        }
    }

    private void readSingle(Kind kind, String text, Integer place) {
        if ("*".equals(text) || (kind == Kind.DAY && "l".equals(text))) {
            return;
        }
        int value = number(kind, text);
        if (value < kind.min || value > kind.max) {
            throw outOfRange(kind, value);
        }
        values.add(value);
        if (place != null) {
            nth.computeIfAbsent(value, ignored -> new HashSet<>()).add(place);
        }
    }

    private static void addRange(Kind kind, Range range, Integer place, Deque<String> parts) {
        int low = number(kind, range.low());
        int high = number(kind, kind == Kind.DAY && "l".equals(range.high()) ? "31" : range.high());
        if (Math.max(low, high) > kind.max) {
            throw outOfRange(kind, Math.max(low, high));
        }
        if (range.step() == 0) {
            throw new IllegalArgumentException("a step of 0 never gets anywhere");
        }
        String suffix = place == null || place == LAST ? "" : "#" + place;
        for (int value : expand(kind, low, high, range.step())) {
            String part = value + suffix;
            if (!parts.contains(part)) {
                parts.addLast(part);
            }
        }
    }

    /** A range may run over the end, as in {@code sat-mon}; from a value to itself it means the whole cycle. */
    private static List<Integer> expand(Kind kind, int low, int high, int step) {
        if (low == high) {
            return numbers(kind.min, kind.max, step);
        }
        if (low < high) {
            return numbers(low, high, step);
        }
        List<Integer> values = new ArrayList<>(numbers(low, kind.max, step));
        int reached = values.get(values.size() - 1);
        int skipped = kind.max - reached;
        boolean beyond = reached - kind.min + step > kind.max - kind.min + 1;
        int skip = beyond && skipped < step ? step - skipped : 0;
        values.addAll(numbers(kind.min + skip, high, step));
        return values;
    }

    private static List<Integer> numbers(int from, int to, int step) {
        List<Integer> values = new ArrayList<>();
        for (long value = from; value <= to; value += step) {
            values.add((int) value);
        }
        return values;
    }

    private void requireOneKindOfWeekday() {
        if (!nth.isEmpty() && !nth.keySet().containsAll(values) && values.size() + (any ? 1 : 0) != 7) {
            throw new IllegalArgumentException("days of the week and places like 2#3 cannot be mixed");
        }
    }

    private static int place(String text) {
        int place = text.length() > 3 ? 0 : Integer.parseInt(text);
        if (place < 1 || place > 5) {
            throw new IllegalArgumentException("a month has a weekday five times at most");
        }
        return place;
    }

    private static int number(Kind kind, String text) {
        if (isNumber(text)) {
            // Longer ones are out of every range.
            int value = text.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(text);
            return kind == Kind.WEEKDAY && value == 7 ? 0 : value;
        }
        int name = kind.names.indexOf(text);
        if (name < 0) {
            throw new IllegalArgumentException("the " + kind.noun + " cannot be read");
        }
        return name + kind.min;
    }

    private static boolean isWeekdays(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'))
                : Kind.WEEKDAY.names.contains(text.substring(0, dash))
                        && Kind.WEEKDAY.names.contains(text.substring(dash + 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static IllegalArgumentException outOfRange(Kind kind, int value) {
        return new IllegalArgumentException(
                "the " + kind.noun + " " + value + " does not exist (" + kind.min + " to " + kind.max + ")");
    }

    /** A range as it is written; null when the text is none. */
    private record Range(String low, String high, int step) {

        static Range of(String text) {
            int dash = text.indexOf('-');
            String rest = dash > 0 ? text.substring(dash + 1) : "";
            if (rest.isEmpty() || rest.contains("-")) {
                return null;
            }
            int slash = rest.indexOf('/');
            if (slash < 0) {
                return new Range(text.substring(0, dash), rest, 1);
            }
            String step = rest.substring(slash + 1);
            if (slash == 0 || !isNumber(step)) {
                return null;
            }
            return new Range(
                    text.substring(0, dash),
                    rest.substring(0, slash),
                    step.length() > 6 ? 1_000_000 : Integer.parseInt(step));
        }
    }
}
