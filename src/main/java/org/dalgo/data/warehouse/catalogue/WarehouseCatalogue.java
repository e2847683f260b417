package org.dalgo.data.warehouse.catalogue;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;

/** Lists the tables of an organisation's warehouse over a connection that lasts for one question. */
@ApplicationScoped
public class WarehouseCatalogue {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String COLUMNS =
            """
            select table_schema::text, table_name::text, column_name::text, data_type::text
            from information_schema.columns
            where table_schema not like 'pg\\_%' and table_schema not in ('information_schema', 'airbyte_internal')
            order by table_schema, table_name, ordinal_position
            """;

    private final WarehouseService warehouses;
    private final Vertx vertx;

    @Inject
    WarehouseCatalogue(WarehouseService warehouses, Vertx vertx) {
        this.warehouses = warehouses;
        this.vertx = vertx;
    }

    /**
     * All tables and views but those of PostgreSQL itself and of Airbyte's own book-keeping, by schema and name. Not to be
     * called within a unit of work.
     *
     * @return fails with NOT_FOUND when there is no warehouse, BAD_REQUEST for one of another kind, or because the
     *     warehouse does
     */
    public Uni<List<CatalogueTable>> tables(OrgId org) {
        return warehouses.postgres(org).chain(this::read);
    }

    private Uni<List<CatalogueTable>> read(PgConnectOptions address) {
        return Uni.createFrom()
                .completionStage(() -> PgConnection.connect(vertx, address).toCompletionStage())
                .chain(connection -> Uni.createFrom()
                        .completionStage(
                                () -> connection.query(COLUMNS).execute().toCompletionStage())
                        .eventually(() -> Uni.createFrom()
                                .completionStage(() -> connection.close().toCompletionStage())
                                .onFailure()
                                .recoverWithNull()))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .emitOn(backTo(Vertx.currentContext()))
                .onFailure(failure -> !(failure instanceof Failure))
                .transform(WarehouseCatalogue::failed)
                .map(WarehouseCatalogue::tables);
    }

    /** The driver's own words may name host and user: they stay in the log. */
    private static Failure failed(Throwable failure) {
        boolean late = failure instanceof io.smallrye.mutiny.TimeoutException;
        return new UpstreamFailure(
                "Warehouse",
                late ? Kind.TIMEOUT : Kind.UNREACHABLE,
                late ? "The warehouse does not answer in time." : "The warehouse cannot be read.",
                failure);
    }

    private static List<CatalogueTable> tables(RowSet<Row> rows) {
        List<CatalogueTable> tables = new ArrayList<>();
        for (Row row : rows) {
            CatalogueTable last = tables.isEmpty() ? null : tables.get(tables.size() - 1);
            String schema = row.getString(0);
            String name = row.getString(1);
            if (last == null || !last.schema().equals(schema) || !last.name().equals(name)) {
                last = new CatalogueTable(schema, name, new ArrayList<>());
                tables.add(last);
            }
            last.columns().add(new CatalogueTable.Column(row.getString(2), row.getString(3)));
        }
        return tables;
    }

    /** What follows may use the database, which is tied to the context that asked. */
    private static Executor backTo(Context context) {
        return context == null ? Runnable::run : step -> context.runOnContext(ignored -> step.run());
    }
}
