package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.data.warehouse.WarehouseCredentials;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Reads what stands in the organisation's warehouse. A name from outside is looked up in the warehouse's catalogue before it
 * gets near a query. All methods fail with NOT_FOUND when there is no warehouse, and with the failure of the warehouse.
 */
@ApplicationScoped
public class TableService {

    private static final int MAX_VALUES = 500;

    /** Of all organisations together, in what is kept. */
    private static final int MAX_TABLES = 200_000;

    /**
     * The rows of a table, to be downloaded.
     *
     * @param name of the file
     */
    record Download(String name, Multi<String> csv) {}

    /**
     * A column that there is.
     *
     * @param edition of the configuration with which it was found
     */
    record ColumnRef(SealedSecret edition, TableName table, TableColumn column) {}

    /** What was opened for one request. */
    private record OpenWarehouse(WarehouseDriver driver, WarehouseCredentials access) {}

    private record CachedTables(SealedSecret edition, List<TableResponse> tables) {}

    private final WarehouseService warehouses;
    private final Map<WarehouseType, WarehouseDriver> drivers;
    private final Cache<OrgId, CachedTables> lists;
    private final ObjectMapper json;

    @Inject
    TableService(
            WarehouseService warehouses, @All List<WarehouseDriver> drivers, TableConfig config, ObjectMapper json) {
        this.warehouses = warehouses;
        this.json = json;
        this.drivers = drivers.stream().collect(Collectors.toMap(WarehouseDriver::type, Function.identity()));
        this.lists = Caffeine.newBuilder()
                .maximumWeight(MAX_TABLES)
                .weigher((OrgId org, CachedTables cachedTables) ->
                        1 + cachedTables.tables().size())
                .expireAfterWrite(config.listCache())
                .build();
    }

    /** Names of the schemas that people work with. */
    Uni<List<String>> schemas(OrgId org) {
        return open(org).chain(it -> it.driver().schemas(org, it.access()));
    }

    /** Names of the tables and views of a schema; none for a schema that is not there. */
    Uni<List<String>> tables(OrgId org, String schema) {
        return open(org).chain(it -> it.driver().tables(org, it.access())).map(all -> all.stream()
                .filter(table -> table.schema().equals(schema))
                .map(TableName::name)
                .toList());
    }

    /**
     * All tables and views, from what was read within the last day.
     *
     * @param fresh reads the warehouse again
     */
    Uni<List<TableResponse>> listTables(OrgId org, boolean fresh) {
        return open(org).chain(it -> {
            CachedTables cachedTables = lists.getIfPresent(org);
            boolean usable = !fresh
                    && cachedTables != null
                    && cachedTables.edition().equals(it.access().edition());
            return usable ? Uni.createFrom().item(cachedTables.tables()) : loadTables(org, it);
        });
    }

    /** All tables and views with their columns, as they are now. Not to be called within a unit of work. */
    public Uni<List<TableView>> catalogue(OrgId org) {
        return open(org).chain(it -> it.driver().catalogue(org, it.access()));
    }

    /**
     * Views that read one of the tables; at most some hundred. Not to be called within a unit of work.
     *
     * @param tables as {@code schema.table} in lower case
     */
    public Uni<List<DependentView>> dependents(OrgId org, List<String> tables) {
        return open(org).chain(it -> it.driver().dependents(org, it.access(), tables));
    }

    /** The columns of a table; fails with NOT_FOUND. */
    Uni<List<ColumnResponse>> columns(OrgId org, TableName table) {
        return withColumns(org, table, (it, columns) -> Uni.createFrom()
                .item(columns.stream().map(ColumnResponse::of).toList()));
    }

    /** The columns of a table with the kind of their statistics; fails with NOT_FOUND. */
    Uni<List<ColumnTypeResponse>> columnTypes(OrgId org, TableName table) {
        return withColumns(org, table, (it, columns) -> Uni.createFrom()
                .item(columns.stream().map(ColumnTypeResponse::of).toList()));
    }

    /** Rows as a JSON array; fails with NOT_FOUND for a table or a column to order by that is not there. */
    Uni<String> rows(OrgId org, TableName table, RowPage rowPage) {
        return withColumns(org, table, (it, columns) -> {
            if (rowPage.orderBy() != null) {
                column(columns, rowPage.orderBy());
            }
            return it.driver().rows(org, it.access(), table, columns, rowPage);
        });
    }

    /** How many rows there are; fails with NOT_FOUND. */
    Uni<Long> count(OrgId org, TableName table) {
        return withColumns(org, table, (it, columns) -> it.driver().count(org, it.access(), table));
    }

    /** All rows as CSV; fails with NOT_FOUND, or TOO_MANY while enough others are being downloaded. */
    Uni<Download> download(OrgId org, TableName table) {
        return withColumns(org, table, (it, columns) -> Uni.createFrom()
                .item(new Download(
                        table.schema() + "__" + table.name() + ".csv",
                        it.driver().csv(org, it.access(), table, columns))));
    }

    /** Some hundred different values of a column; fails with NOT_FOUND. */
    Uni<List<String>> values(OrgId org, TableName table, String column) {
        return withColumns(org, table, (it, columns) -> it.driver()
                .values(org, it.access(), table, column(columns, column), MAX_VALUES));
    }

    /** Keys of the objects in a column of JSON; fails with NOT_FOUND, with BAD_REQUEST when it holds no JSON. */
    Uni<List<String>> jsonKeys(OrgId org, TableName table, String column) {
        return withColumns(
                org, table, (it, columns) -> it.driver().jsonKeys(org, it.access(), table, column(columns, column)));
    }

    /** The column of that name; fails with NOT_FOUND. */
    Uni<ColumnRef> findColumn(OrgId org, TableName table, String column) {
        return withColumns(org, table, (it, columns) -> Uni.createFrom()
                .item(new ColumnRef(it.access().edition(), table, column(columns, column))));
    }

    /**
     * Statistics of a column.
     *
     * @param range only the chart over time, of that range; fails with BAD_REQUEST when the column holds no dates
     */
    Uni<JsonNode> statistics(OrgId org, ColumnRef columnRef, Optional<DateHistogram> range) {
        return open(org)
                .chain(it -> it.driver().statistics(org, it.access(), columnRef.table(), columnRef.column(), range))
                .map(this::json);
    }

    private JsonNode json(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes what stands in the warehouse.
            throw new IllegalStateException("the warehouse answered JSON that is none");
        }
    }

    private Uni<List<TableResponse>> loadTables(OrgId org, OpenWarehouse it) {
        return it.driver()
                .tables(org, it.access())
                .map(all -> all.stream().map(TableResponse::of).toList())
                .invoke(tables -> lists.put(org, new CachedTables(it.access().edition(), tables)));
    }

    private <T> Uni<T> withColumns(
            OrgId org, TableName table, BiFunction<OpenWarehouse, List<TableColumn>, Uni<T>> work) {
        return open(org).chain(it -> it.driver()
                .columns(org, it.access(), table)
                .invoke(columns -> {
                    if (columns.isEmpty()) {
                        throw Failure.notFound("table not found");
                    }
                })
                .chain(columns -> work.apply(it, columns)));
    }

    private Uni<OpenWarehouse> open(OrgId org) {
        return warehouses.credentials(org).map(access -> new OpenWarehouse(driver(access.type()), access));
    }

    private WarehouseDriver driver(WarehouseType type) {
        WarehouseDriver driver = drivers.get(type);
        if (driver == null) {
            throw Failure.badRequest(
                    "a warehouse of kind " + type.wire() + " can be loaded and transformed, but not browsed yet");
        }
        return driver;
    }

    private static TableColumn column(List<TableColumn> columns, String name) {
        return columns.stream()
                .filter(tableColumn -> tableColumn.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Failure.notFound("column not found"));
    }
}
