package org.dalgo.data.transform.canvas.sql;

import java.util.Locale;
import java.util.Set;

/** What a column's type holds, as far as operations have to know it. */
enum TypeKind {
    TEXT("text"),
    NUMBER("numbers"),
    BOOLEAN("true or false"),
    TIME("dates"),
    OTHER("something else"),
    UNKNOWN("something unknown");

    private static final Set<String> TEXTS =
            Set.of("text", "character varying", "varchar", "char", "character", "bpchar", "citext", "name", "string");
    private static final Set<String> NUMBERS = Set.of(
            "smallint",
            "integer",
            "int",
            "bigint",
            "int2",
            "int4",
            "int8",
            "int64",
            "decimal",
            "numeric",
            "bignumeric",
            "real",
            "float",
            "float4",
            "float8",
            "float64",
            "double precision");
    private static final Set<String> BOOLEANS = Set.of("boolean", "bool");
    private static final Set<String> TIMES = Set.of("date", "datetime", "timestamp", "timestamptz");

    private final String label;

    TypeKind(String label) {
        this.label = label;
    }

    /** How a message names it. */
    String label() {
        return label;
    }

    /**
     * Kind of a type.
     *
     * @param type name in the warehouse's words, with or without a length; empty when it is not known
     */
    static TypeKind of(String type) {
        if (type.isBlank()) {
            return UNKNOWN;
        }
        int length = type.indexOf('(');
        String name = (length < 0 ? type : type.substring(0, length)).strip().toLowerCase(Locale.ROOT);
        if (TEXTS.contains(name)) {
            return type.endsWith("]") ? OTHER : TEXT;
        }
        if (NUMBERS.contains(name)) {
            return type.endsWith("]") ? OTHER : NUMBER;
        }
        if (BOOLEANS.contains(name)) {
            return BOOLEAN;
        }
        return TIMES.contains(name) || name.startsWith("timestamp ") ? TIME : OTHER;
    }

    /** Whether values of the two types cannot stand in one column; false when one of them is not known. */
    static boolean conflict(String one, String other, Dialect dialect) {
        TypeKind kind = of(one);
        TypeKind otherKind = of(other);
        if (kind == UNKNOWN || otherKind == UNKNOWN) {
            return false;
        }
        boolean byName = kind == OTHER || kind == TIME && dialect == Dialect.BIGQUERY;
        return kind != otherKind || byName && !one.equalsIgnoreCase(other);
    }
}
