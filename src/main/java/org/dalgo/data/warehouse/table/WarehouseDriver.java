package org.dalgo.data.warehouse.table;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.dalgo.data.warehouse.WarehouseCredentials;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Reads one kind of warehouse. Tables and columns that are handed to it come from its own catalogue. Every answer comes within
 * a bounded time, or a failure that names the warehouse and nothing of how it is reached.
 */
public interface WarehouseDriver {

    WarehouseType type();

    /** Names of the schemas that people work with. */
    Uni<List<String>> schemas(OrgId org, WarehouseCredentials access);

    /** All tables and views in those schemas. */
    Uni<List<TableName>> tables(OrgId org, WarehouseCredentials access);

    /** All tables and views in those schemas with their columns, in one question. */
    Uni<List<TableView>> catalogue(OrgId org, WarehouseCredentials access);

    /**
     * Views that read one of the tables; at most some hundred.
     *
     * @param tables as {@code schema.table} in lower case
     */
    Uni<List<DependentView>> dependents(OrgId org, WarehouseCredentials access, List<String> tables);

    /** The columns of a table, in its own order; empty when there is no such table. */
    Uni<List<TableColumn>> columns(OrgId org, WarehouseCredentials access, TableName table);

    /** Rows as a JSON array of objects. */
    Uni<String> rows(
            OrgId org, WarehouseCredentials access, TableName table, List<TableColumn> columns, RowPage rowPage);

    Uni<Long> count(OrgId org, WarehouseCredentials access, TableName table);

    /** All rows as CSV with a header, read as fast as they are taken; holds a connection until it ends or is cancelled. */
    Multi<String> csv(OrgId org, WarehouseCredentials access, TableName table, List<TableColumn> columns);

    /** Different values of a column that are not blank, as text and in order. */
    Uni<List<String>> values(
            OrgId org, WarehouseCredentials access, TableName table, TableColumn tableColumn, int most);

    /** Different keys of the objects in a column of JSON, in order; fails with BAD_REQUEST when it holds no JSON. */
    Uni<List<String>> jsonKeys(OrgId org, WarehouseCredentials access, TableName table, TableColumn tableColumn);

    /**
     * Statistics of a column, as a JSON object in the web app's words.
     *
     * @param range only the chart over time, of that range; fails with BAD_REQUEST when the column holds no dates
     */
    Uni<String> statistics(
            OrgId org,
            WarehouseCredentials access,
            TableName table,
            TableColumn tableColumn,
            Optional<DateHistogram> range);
}
