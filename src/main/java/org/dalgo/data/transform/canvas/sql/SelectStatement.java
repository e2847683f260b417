package org.dalgo.data.transform.canvas.sql;

import java.util.List;

/**
 * A {@code SELECT} with the names of its columns in their order.
 */
public record SelectStatement(String sql, List<String> columns) {}
