package org.dalgo.data.warehouse.table;

/** A table or view, by the names that the warehouse itself uses. */
public record TableName(String schema, String name) {}
