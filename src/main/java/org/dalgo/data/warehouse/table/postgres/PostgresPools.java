package org.dalgo.data.warehouse.table.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dalgo.data.warehouse.WarehouseCredentials;
import org.dalgo.data.warehouse.table.TableConfig;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.tenancy.OrgId;

/**
 * Connections to PostgreSQL warehouses: a small pool for each organisation, closed when it is idle and when its credentials
 * are others. Everything runs in a transaction that can only read and in which no statement takes for ever.
 */
@ApplicationScoped
class PostgresPools {

    private static final int MAX_POOLS = 200;

    /** On top of the warehouse's own limit, which a warehouse that does not answer at all cannot keep. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** @param edition of the credentials that it was opened with */
    private record OrgPool(SealedSecret edition, Pool pool) {}

    private final Vertx vertx;
    private final TableConfig config;
    private final AddressPolicy addresses;
    private final Cache<OrgId, OrgPool> pools;
    private final ConcurrentMap<OrgId, Integer> downloads = new ConcurrentHashMap<>();

    @Inject
    PostgresPools(Vertx vertx, TableConfig config, AddressPolicy addresses) {
        this.addresses = addresses;
        this.vertx = vertx;
        this.config = config;
        this.pools = Caffeine.newBuilder()
                .maximumSize(MAX_POOLS)
                .expireAfterAccess(
                        config.idle().plus(config.queryTimeout()).plus(GRACE).plus(config.connectTimeout()))
                .scheduler(Scheduler.systemScheduler())
                .removalListener((OrgId org, OrgPool orgPool, com.github.benmanes.caffeine.cache.RemovalCause cause) ->
                        orgPool.pool().close())
                .build();
    }

    /** Runs short queries. */
    <T> Uni<T> read(OrgId org, WarehouseCredentials access, Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> new io.vertx.mutiny.sqlclient.Pool(pool(org, access))
                        .withTransaction(
                                connection -> beginReadOnly(connection, "").chain(() -> work.apply(connection))))
                .ifNoItem()
                .after(config.connectTimeout().plus(config.queryTimeout()).plus(GRACE))
                .failWith(java.util.concurrent.TimeoutException::new)
                .emitOn(CallerContextExecutor.current())
                .onFailure(java.util.concurrent.TimeoutException.class)
                .invoke(() -> pools.invalidate(org))
                .onFailure(failure -> !(failure instanceof Failure))
                .transform(PostgresErrorTranslator::translate);
    }

    /** Runs one long query on a connection of its own, so that a slow reader does not keep others from browsing. */
    <T> Multi<T> stream(OrgId org, WarehouseCredentials access, Function<SqlConnection, Multi<T>> work) {
        return Multi.createFrom()
                .deferred(() -> {
                    acquireDownload(org);
                    return Uni.createFrom()
                            .completionStage(() -> pinned(options(access))
                                    .compose(options -> PgConnection.connect(vertx, options))
                                    .toCompletionStage())
                            .map(SqlConnection::new)
                            .onItem()
                            .transformToMulti(connection -> read(connection, work))
                            .onTermination()
                            .invoke(() -> releaseDownload(org));
                })
                .onFailure(failure -> !(failure instanceof Failure))
                .transform(PostgresErrorTranslator::translate);
    }

    private <T> Multi<T> read(SqlConnection connection, Function<SqlConnection, Multi<T>> work) {
        String stalled = "set local idle_in_transaction_session_timeout = "
                + config.stalledDownload().toMillis() + ";";
        return connection
                .begin()
                .chain(() -> beginReadOnly(connection, stalled))
                .onItem()
                .transformToMulti(ready -> work.apply(connection))
                .onTermination()
                .call(() -> connection.close());
    }

    /** Names are qualified always, so nothing needs a search path. Scans that join each other's would mix up pages. */
    private Uni<Void> beginReadOnly(SqlConnection connection, String more) {
        return connection
                .query("set transaction read only; set local statement_timeout = "
                        + config.queryTimeout().toMillis()
                        + "; set local search_path = pg_catalog; set local timezone = 'UTC'; set local synchronize_seqscans = off; "
                        + more)
                .execute()
                .replaceWithVoid();
    }

    private void acquireDownload(OrgId org) {
        downloads.compute(org, (key, open) -> {
            if (open != null && open >= config.downloads()) {
                throw Failure.tooMany("other downloads of this organisation are still running", Duration.ofSeconds(10));
            }
            return open == null ? 1 : open + 1;
        });
    }

    private void releaseDownload(OrgId org) {
        downloads.computeIfPresent(org, (key, open) -> open == 1 ? null : open - 1);
    }

    private Pool pool(OrgId org, WarehouseCredentials access) {
        return pools.asMap()
                .compute(
                        org,
                        (key, known) ->
                                known != null && known.edition().equals(access.edition()) ? known : open(access))
                .pool();
    }

    private OrgPool open(WarehouseCredentials access) {
        PgConnectOptions server = options(access);
        PoolOptions options = new PoolOptions()
                .setName(PostgresConnectOptions.METRICS)
                .setMaxSize(config.connections())
                .setMaxWaitQueueSize(config.waiting())
                .setConnectionTimeout((int) config.connectTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) config.idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return new OrgPool(
                access.edition(),
                PgBuilder.pool()
                        .with(options)
                        .connectingTo(() -> pinned(server).map(found -> (SqlConnectOptions) found))
                        .using(vertx)
                        .build());
    }

    /** For each connection anew, because a warehouse may move; the connection goes to the address that was looked at. */
    private Future<PgConnectOptions> pinned(PgConnectOptions options) {
        return vertx.executeBlocking(() -> addresses.resolve(options.getHost()), false)
                .map(address -> PostgresConnectOptions.pin(options, address));
    }

    private PgConnectOptions options(WarehouseCredentials access) {
        return PostgresConnectOptions.of(access.config(), config.connectTimeout());
    }

    @PreDestroy
    void close() {
        pools.invalidateAll();
        pools.cleanUp();
    }
}
