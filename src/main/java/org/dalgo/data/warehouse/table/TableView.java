package org.dalgo.data.warehouse.table;

import java.util.List;

/**
 * A table or view as other rooms see it.
 *
 * @param columns their names, in the table's own order
 * @param types of the columns in the warehouse's words, in the same order
 */
public record TableView(String schema, String name, List<String> columns, List<String> types) {}
