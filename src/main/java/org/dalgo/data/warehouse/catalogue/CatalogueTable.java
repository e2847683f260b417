package org.dalgo.data.warehouse.catalogue;

import java.util.List;

/** A table or view of a warehouse with its columns in their order. */
public record CatalogueTable(String schema, String name, List<Column> columns) {

    /**
     * One column.
     *
     * @param type as the warehouse calls it
     */
    public record Column(String name, String type) {}
}
