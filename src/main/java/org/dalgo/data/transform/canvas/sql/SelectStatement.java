package org.dalgo.data.transform.canvas.sql;

import java.util.List;
import java.util.Map;

/**
 * A {@code SELECT} with the names of its columns in their order.
 *
 * @param types of its columns in the warehouse's words, as far as they are known
 */
public record SelectStatement(String sql, List<String> columns, Map<String, String> types) {

    SelectStatement(String sql, List<String> columns) {
        this(sql, columns, Map.of());
    }
}
