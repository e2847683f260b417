package org.dalgo.data.warehouse.table;

/**
 * A table or view as the tree of tables shows it.
 *
 * @param id unlike all others
 * @param type always {@code source}: the tree knows other kinds, which come from dbt
 */
public record TableResponse(String id, String schema, String name, String type) {

    static TableResponse of(TableName table) {
        return new TableResponse(table.schema() + "-" + table.name(), table.schema(), table.name(), "source");
    }
}
