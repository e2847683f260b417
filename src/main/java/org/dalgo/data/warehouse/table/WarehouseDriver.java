package org.dalgo.data.warehouse.table;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.dalgo.data.warehouse.WarehouseAccess;
import org.dalgo.data.warehouse.WarehouseType;
import org.dalgo.platform.access.OrgId;

/**
 * Reads one kind of warehouse. Tables and columns that are handed to it come from its own catalogue. Every answer comes within
 * a bounded time, or a failure that names the warehouse and nothing of how it is reached.
 */
interface WarehouseDriver {

    WarehouseType type();

    /** Names of the schemas that people work with. */
    Uni<List<String>> schemas(OrgId org, WarehouseAccess access);

    /** All tables and views in those schemas. */
    Uni<List<TableName>> tables(OrgId org, WarehouseAccess access);

    /** All tables and views in those schemas with their columns, in one question. */
    Uni<List<TableView>> catalogue(OrgId org, WarehouseAccess access);

    /** The columns of a table, in its own order; empty when there is no such table. */
    Uni<List<Column>> columns(OrgId org, WarehouseAccess access, TableName table);

    /** Rows as a JSON array of objects. */
    Uni<String> rows(OrgId org, WarehouseAccess access, TableName table, List<Column> columns, Page page);

    Uni<Long> count(OrgId org, WarehouseAccess access, TableName table);

    /** All rows as CSV with a header, read as fast as they are taken; holds a connection until it ends or is cancelled. */
    Multi<String> csv(OrgId org, WarehouseAccess access, TableName table, List<Column> columns);

    /** Different values of a column that are not blank, as text and in order. */
    Uni<List<String>> values(OrgId org, WarehouseAccess access, TableName table, Column column, int most);

    /** Different keys of the objects in a column of JSON, in order; fails with BAD_REQUEST when it holds no JSON. */
    Uni<List<String>> jsonKeys(OrgId org, WarehouseAccess access, TableName table, Column column);

    /**
     * What can be told about a column, as a JSON object in the web app's words.
     *
     * @param range only the chart over time, of that range; fails with BAD_REQUEST when the column holds no dates
     */
    Uni<String> statistics(
            OrgId org, WarehouseAccess access, TableName table, Column column, Optional<DateRange> range);
}
