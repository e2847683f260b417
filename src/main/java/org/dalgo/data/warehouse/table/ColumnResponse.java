package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A column with the warehouse's name of its type. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ColumnResponse(String name, String dataType) {

    static ColumnResponse of(TableColumn tableColumn) {
        return new ColumnResponse(tableColumn.name(), tableColumn.dataType());
    }
}
