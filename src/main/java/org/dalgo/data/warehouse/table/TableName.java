package org.dalgo.data.warehouse.table;

/** A table or view, by the names that the warehouse itself uses. */
record TableName(String schema, String name) {}
