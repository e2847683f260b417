package org.dalgo.data.warehouse.table;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.re2j.Pattern;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** What stands in the warehouse. */
@Path("/api/warehouse")
@Tag(name = "Warehouse")
public class TableResource {

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_.-]");

    /** How many rows a table has. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record CountResponse(long totalRows) {}

    /**
     * The column whose statistics are requested.
     *
     * @param filter only the chart over time of a column with dates; null for all statistics
     * @param refresh does not take what is known from a while ago; null for false
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StatisticsRequest(
            @NotNull String dbSchema,
            @NotNull String dbTable,
            @NotNull String columnName,
            @Valid Filter filter,
            Boolean refresh) {

        Optional<DateHistogram> range() {
            return Optional.ofNullable(filter).map(Filter::toRange);
        }
    }

    /** Bars of a chart over time: a {@code year}, {@code month} or {@code day} each, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Filter(@NotNull String range, Integer limit, Integer offset) {

        DateHistogram toRange() {
            return DateHistogram.of(range, limit == null ? 10 : limit, offset == null ? 0 : offset);
        }
    }

    /** Work that can be polled. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record WorkResponse(UUID taskId) {}

    @Inject
    CurrentCaller caller;

    @Inject
    StatisticsService statistics;

    @Inject
    TableService tables;

    @GET
    @Path("/schemas")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(value = Problem.NOT_FOUND, upstream = true)
    @Operation(summary = "Schemas of the warehouse")
    public Uni<List<String>> listSchemas() {
        return tables.schemas(caller.org());
    }

    @GET
    @Path("/tables/{schema}")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "Tables and views of a schema")
    public Uni<List<String>> listTables(@PathParam("schema") String schema) {
        return tables.tables(caller.org(), schema);
    }

    @GET
    @Path("/sync_tables")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(value = Problem.NOT_FOUND, upstream = true)
    @Operation(summary = "All tables and views; at most a day old unless it is to be fresh")
    public Uni<List<TableResponse>> listAllTables(@QueryParam("fresh") @DefaultValue("0") int fresh) {
        return tables.listTables(caller.org(), fresh == 1);
    }

    @GET
    @Path("/table_columns/{schema}/{table}")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "Columns of a table")
    public Uni<List<ColumnResponse>> listColumns(@PathParam("schema") String schema, @PathParam("table") String table) {
        return tables.columns(caller.org(), new TableName(schema, table));
    }

    @GET
    @Path("/v1/table_data/{schema}/{table}")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "Columns of a table with the kind of their statistics")
    public Uni<List<ColumnTypeResponse>> listColumnTypes(
            @PathParam("schema") String schema, @PathParam("table") String table) {
        return tables.columnTypes(caller.org(), new TableName(schema, table));
    }

    @GET
    @Path("/table_data/{schema}/{table}")
    @Produces(MediaType.APPLICATION_JSON)
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "Rows of a table, a page of at most 100 at a time")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Object[].class)))
    public Uni<String> listRows(
            @PathParam("schema") String schema,
            @PathParam("table") String table,
            @QueryParam("page") @DefaultValue("1") int page,
            @QueryParam("limit") @DefaultValue("10") int limit,
            @QueryParam("order_by") String orderBy,
            @QueryParam("order") @DefaultValue("1") int order) {
        return tables.rows(caller.org(), new TableName(schema, table), RowPage.of(page, limit, orderBy, order == 1));
    }

    @GET
    @Path("/table_count/{schema}/{table}")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "How many rows a table has")
    public Uni<CountResponse> countRows(@PathParam("schema") String schema, @PathParam("table") String table) {
        return tables.count(caller.org(), new TableName(schema, table)).map(CountResponse::new);
    }

    @GET
    @Path("/download/{schema}/{table}")
    @Produces("text/csv; charset=utf-8")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(value = Problem.TOO_MANY, upstream = true)
    @Operation(summary = "All rows of a table as CSV")
    public RestMulti<String> downloadTable(@PathParam("schema") String schema, @PathParam("table") String table) {
        return RestMulti.fromUniResponse(
                tables.download(caller.org(), new TableName(schema, table)),
                TableService.Download::csv,
                download -> Map.of("Content-Disposition", List.of(attachment(download.name()))));
    }

    @GET
    @Path("/column-values/{schema}/{table}/{column}")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(upstream = true)
    @Operation(summary = "At most 500 different values of a column")
    public Uni<List<String>> listColumnValues(
            @PathParam("schema") String schema, @PathParam("table") String table, @PathParam("column") String column) {
        return tables.values(caller.org(), new TableName(schema, table), column);
    }

    @GET
    @Path("/dbt_project/json_columnspec/")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(value = Problem.NOT_FOUND, upstream = true)
    @Operation(summary = "Keys of the objects in a column of JSON")
    public Uni<List<String>> listJsonKeys(
            @QueryParam("source_schema") @DefaultValue("") String schema,
            @QueryParam("input_name") @DefaultValue("") String table,
            @QueryParam("json_column") @DefaultValue("") String column) {
        return tables.jsonKeys(caller.org(), new TableName(schema, table), column);
    }

    @POST
    @Path("/insights/metrics/")
    @PermissionsAllowed("can_view_warehouse_data")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Ask for statistics of a column; polled as /api/tasks/{task_id}?hashkey=data-insights")
    public Uni<WorkResponse> requestStatistics(@NotNull @Valid StatisticsRequest request) {
        return statistics
                .request(
                        caller.org(),
                        new TableName(request.dbSchema(), request.dbTable()),
                        request.columnName(),
                        request.range(),
                        Boolean.TRUE.equals(request.refresh()))
                .map(WorkResponse::new);
    }

    /**
     * A table name may have any characters. The header has an ASCII form that every client reads, and the exact name
     * (RFC 6266).
     */
    private static String attachment(String name) {
        return "attachment; filename=\"" + UNSAFE.matcher(name).replaceAll("_") + "\"; filename*=UTF-8''"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
