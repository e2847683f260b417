package org.dalgo.data.warehouse.table;

/**
 * A column of a table.
 *
 * @param dataType the warehouse's name of its type; that of the information schema in PostgreSQL
 */
public record TableColumn(String name, String dataType, boolean nullable) {}
