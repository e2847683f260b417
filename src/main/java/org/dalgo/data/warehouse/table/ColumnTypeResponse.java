package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A column with what the page of statistics makes of it.
 *
 * @param translatedType {@code Numeric}, {@code String}, {@code Boolean}, {@code Datetime}, {@code Json}, or null where there
 *     are no statistics
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ColumnTypeResponse(String name, String dataType, String translatedType, boolean nullable) {

    static ColumnTypeResponse of(Column column) {
        return new ColumnTypeResponse(
                column.name(), column.dataType(), translated(column.dataType()), column.nullable());
    }

    private static String translated(String dataType) {
        return switch (dataType) {
            case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "Numeric";
            case "character varying", "character", "text", "uuid" -> "String";
            case "boolean" -> "Boolean";
            case "date", "timestamp without time zone", "timestamp with time zone" -> "Datetime";
            case "json", "jsonb" -> "Json";
            default -> null;
        };
    }
}
