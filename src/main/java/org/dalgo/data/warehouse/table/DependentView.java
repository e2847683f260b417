package org.dalgo.data.warehouse.table;

/**
 * A view that reads a table, directly or by another view.
 *
 * @param table {@code schema.table} in lower case
 * @param schema of the view
 * @param name of the view; that of its model where dbt has built it
 */
public record DependentView(String table, String schema, String name) {}
