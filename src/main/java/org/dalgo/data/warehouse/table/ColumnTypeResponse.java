package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A column with what the page of statistics makes of it.
 *
 * @param translatedType {@code Numeric}, {@code String}, {@code Boolean}, {@code Datetime}, {@code Json}, or null where there
 *     are no statistics
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ColumnTypeResponse(
        String name, String dataType, @Schema(nullable = true) String translatedType, boolean nullable) {

    static ColumnTypeResponse of(TableColumn tableColumn) {
        ColumnKind kind = ColumnKind.of(tableColumn.dataType());
        return new ColumnTypeResponse(
                tableColumn.name(), tableColumn.dataType(), kind.wireName(), tableColumn.nullable());
    }
}
