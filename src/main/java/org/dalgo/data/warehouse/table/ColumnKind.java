package org.dalgo.data.warehouse.table;

/** Kind of statistics that a column has, whatever the warehouse calls its type. */
public enum ColumnKind {
    NUMERIC("Numeric"),
    STRING("String"),
    BOOLEAN("Boolean"),
    DATETIME("Datetime"),
    JSON("Json"),
    /** How many there are, and no more. */
    OTHER(null);

    private final String wireName;

    ColumnKind(String word) {
        this.wireName = word;
    }

    /** Name on the wire, or null. */
    String wireName() {
        return wireName;
    }

    /** The kind of a type of PostgreSQL. */
    public static ColumnKind of(String dataType) {
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
