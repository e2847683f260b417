package org.dalgo.data.transform.canvas.sql;

import java.util.List;
import java.util.Map;

/**
 * Something to select from.
 *
 * @param from as it stands after {@code FROM}
 * @param columns that may be selected
 * @param types of its columns in the warehouse's words, as far as they are known
 */
public record InputRelation(String from, List<String> columns, Map<String, String> types) {

    InputRelation(String from, List<String> columns) {
        this(from, columns, Map.of());
    }

    /** Type of a column; empty when it is not known. */
    String type(String column) {
        return types.getOrDefault(column, "");
    }

    TypeKind kind(String column) {
        return TypeKind.of(type(column));
    }
}
