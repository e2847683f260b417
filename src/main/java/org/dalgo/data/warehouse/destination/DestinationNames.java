package org.dalgo.data.warehouse.destination;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.dalgo.platform.error.Failure;

/**
 * Names that Airbyte's destinations make of the names of streams and schemas. Letters lose their marks. Everything else
 * but ASCII letters, digits and underscores becomes an underscore. A name in Devanagari becomes underscores only.
 */
public final class DestinationNames {

    private static final String WHITE_SPACE = " \t\n\u000b\f\r";

    /** PostgreSQL cuts names to so many bytes. */
    private static final int MAX_LENGTH = 63;

    /** Schemas that belong to PostgreSQL or to Airbyte; the table browser hides them. */
    private static final Set<String> RESERVED = Set.of("information_schema", "airbyte_internal");

    private DestinationNames() {}

    /**
     * The key that two names share when they lead to one table. It is in lower case, as Airbyte's raw tables are, and
     * truncated as by PostgreSQL.
     */
    public static String key(String name) {
        String key = normalised(name).toLowerCase(Locale.ROOT);
        return key.length() <= MAX_LENGTH ? key : key.substring(0, MAX_LENGTH);
    }

    /** Fails with INVALID when people cannot work with a schema of that name. */
    public static void requireUsableSchema(String name, String field) {
        String key = key(name);
        if (key.startsWith("pg_") || RESERVED.contains(key)) {
            throw Failure.invalid(field, "is a schema of the database itself. Choose another name.");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw Failure.invalid(field, "must have at most " + MAX_LENGTH + " bytes");
        }
    }

    /** Fails with INVALID when people cannot work with a dataset of BigQuery of that name. */
    public static void requireUsableDataset(String name, String field) {
        // BigQuery hides what begins with an underscore.
        if (name.startsWith("_") || RESERVED.contains(key(name))) {
            throw Failure.invalid(field, "is a dataset of the database itself. Choose another name.");
        }
    }

    private static String normalised(String name) {
        StringBuilder normalised = new StringBuilder();
        boolean blank = false;
        for (int c :
                Normalizer.normalize(name, Normalizer.Form.NFKD).codePoints().toArray()) {
            boolean white = WHITE_SPACE.indexOf(c) >= 0;
            if (white && blank || isMark(c)) {
                continue;
            }
            blank = white;
            normalised.append(isPlain(c) ? (char) c : '_');
        }
        return normalised.toString();
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
