package org.dalgo.light.load;

import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import org.dalgo.platform.digest.Sha256;

/** Names of schemas, tables and columns, as Airbyte's Postgres destination makes them from names of streams and fields. */
public final class SqlIdentifier {

    /** In bytes; the names are ASCII. */
    private static final int LONGEST = 63;
    /** Digits of a digest that tell two long names apart. */
    private static final int SHORT_DIGEST = 8;

    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9_]");

    private SqlIdentifier() {}

    /**
     * Accents go, everything but letters, digits and underscore becomes an underscore, letters become small. The name is cut at
     * 63 bytes; one of which nothing is left is an underscore.
     */
    public static String of(String name) {
        String letters =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String plain = OTHERS.matcher(letters).replaceAll("_").toLowerCase(Locale.ROOT);
        return plain.isEmpty() ? "_" : cut(plain, "");
    }

    /** The name, or the first of {@code name_1}, {@code name_2} and so on that is not taken. */
    static String unique(String name, Collection<String> taken) {
        String candidate = name;
        for (int number = 1; taken.contains(candidate); number++) {
            candidate = cut(name, "_" + number);
        }
        return candidate;
    }

    /** A name for something of a table's own, that no other table has. */
    static String derived(String schema, String table) {
        return cut(schema + "_" + table, "_" + Sha256.hex(schema + "." + table).substring(0, SHORT_DIGEST));
    }

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String cut(String name, String suffix) {
        return name.substring(0, Math.min(name.length(), LONGEST - suffix.length())) + suffix;
    }
}
