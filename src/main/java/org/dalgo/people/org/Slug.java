package org.dalgo.people.org;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.gcardone.junidecode.Junidecode;

/**
 * The short name of an organisation in addresses and in the names of its blocks in Prefect. It has at most 20
 * characters of a to z, 0 to 9 and dashes, whatever script the name is in.
 */
final class Slug {

    private static final Pattern QUOTES = Pattern.compile("['’`\"]");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern LEADING_DASHES = Pattern.compile("^-+");
    private static final Pattern TRAILING_DASHES = Pattern.compile("-+$");

    static final int MAX_LENGTH = 20;

    /** Words that stand in the place of a slug in addresses. */
    private static final Set<String> RESERVED = Set.of("users", "warehouses", "operations", "flags");

    private Slug() {}

    /** The slug that follows from the name. */
    static String of(String name) {
        String latin = QUOTES.matcher(Junidecode.unidecode(name).toLowerCase(Locale.ROOT))
                .replaceAll("");
        String plain = cut(
                LEADING_DASHES.matcher(OTHERS.matcher(latin).replaceAll("-")).replaceFirst(""), MAX_LENGTH);
        if (plain.isEmpty()) {
            return "org";
        }
        // Two organisations could share the name of a block otherwise: it begins with this word or ends with the
        // slug's.
        return plain.startsWith("dbt-profile") || RESERVED.contains(plain) ? cut("org-" + plain, MAX_LENGTH) : plain;
    }

    /** The first of the wanted slug and its numbered variants that is not taken. */
    static String firstFree(String wanted, List<String> taken) {
        return Stream.concat(Stream.of(wanted), IntStream.iterate(2, n -> n + 1).mapToObj(n -> numbered(wanted, n)))
                .filter(slug -> !taken.contains(slug))
                .findFirst()
                .orElseThrow();
    }

    /** What all numbered variants of a slug begin with. */
    static String commonPrefix(String wanted) {
        return cut(wanted, MAX_LENGTH - 6);
    }

    private static String numbered(String wanted, int number) {
        String suffix = "-" + number;
        return cut(wanted, MAX_LENGTH - suffix.length()) + suffix;
    }

    private static String cut(String text, int length) {
        return TRAILING_DASHES
                .matcher(text.length() > length ? text.substring(0, length) : text)
                .replaceFirst("");
    }
}
