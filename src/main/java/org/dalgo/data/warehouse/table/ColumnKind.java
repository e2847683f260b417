package org.dalgo.data.warehouse.table;

/** What can be told about a column, whatever the warehouse calls its type. */
enum ColumnKind {
    NUMERIC("Numeric"),
    STRING("String"),
    BOOLEAN("Boolean"),
    DATETIME("Datetime"),
    JSON("Json"),
    /** How many there are, and no more. */
    OTHER(null);

    private final String word;

    ColumnKind(String word) {
        this.word = word;
    }

    /** Name on the wire, or null. */
    String word() {
        return word;
    }

    /** The kind of a type of PostgreSQL. */
    static ColumnKind of(String dataType) {
        return switch (dataType) {
            case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> NUMERIC;
            case "character varying", "character", "text", "uuid" -> STRING;
            case "boolean" -> BOOLEAN;
            case "date", "timestamp without time zone", "timestamp with time zone" -> DATETIME;
            case "json", "jsonb" -> JSON;
            default -> OTHER;
        };
    }
}
