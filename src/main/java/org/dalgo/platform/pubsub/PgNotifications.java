package org.dalgo.platform.pubsub;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dalgo.platform.tenancy.Sql;
import org.jboss.logging.Logger;

/**
 * Notices between replicas, by PostgreSQL's LISTEN and NOTIFY. Each replica keeps one connection of its pool for them. A
 * notice is a hint: one that was sent while a replica was not connected is lost, and its listeners are notified that
 * something may be.
 */
@ApplicationScoped
public class PgNotifications {

    private static final Logger LOG = Logger.getLogger(PgNotifications.class);
    private static final long MIN_RECONNECT_DELAY_MS = 200;
    private static final long MAX_RECONNECT_DELAY_MS = 5_000;

    /** Hears a channel. Called on an event loop; must not block. */
    public interface Listener {

        /** A notice has come. */
        void onMessage(String payload);

        /** Notices may have been lost: look for yourself. */
        void onReconnect();
    }

    private final Vertx vertx;
    private final Pool pool;
    private final Sql sql;
    private final PgNotificationsConfig config;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    private volatile PgConnection connection;
    private volatile boolean stopped;
    private long reconnectDelay = MIN_RECONNECT_DELAY_MS;
    private long checkTimer = -1;

    @Inject
    PgNotifications(Vertx vertx, Pool pool, Sql sql, PgNotificationsConfig config) {
        this.vertx = vertx;
        this.pool = pool;
        this.sql = sql;
        this.config = config;
    }

    /** Runs last, after the listeners of other start-up observers are registered. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent started) {
        connect();
        checkTimer = vertx.setPeriodic(config.noticeCheck().toMillis(), ignored -> checkConnection());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(checkTimer);
        PgConnection leaving = connection;
        if (leaving != null) {
            leaving.query("unlisten *").execute().eventually(() -> leaving.close());
        }
    }

    /**
     * Hears a channel for as long as the application runs.
     *
     * @param channel a plain lower-case name
     */
    public void listen(String channel, Listener listener) {
        listeners
                .computeIfAbsent(channel, ignored -> new CopyOnWriteArrayList<>())
                .add(listener);
        PgConnection established = connection;
        if (established != null) {
            established.query("listen " + channel).execute().onSuccess(rows -> listener.onReconnect());
        }
    }

    /** Sends a notice within the current transaction: PostgreSQL delivers it when that commits. At most 8,000 bytes. */
    public Uni<Void> publish(String channel, String payload) {
        return sql.select("select pg_notify($1, $2)", channel, payload).replaceWithVoid();
    }

    /** Sends a notice at once, outside any transaction. At most 8,000 bytes. */
    public Uni<Void> publishNow(String channel, String payload) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery("select pg_notify($1, $2)")
                        .execute(Tuple.of(channel, payload))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private void connect() {
        pool.getConnection()
                .map(PgConnection::cast)
                .compose(this::listenToAll)
                .onSuccess(this::onConnected)
                .onFailure(failure -> {
                    LOG.warnf("cannot listen for notices, trying again: %s", failure.getMessage());
                    connectLater();
                });
    }

    private Future<PgConnection> listenToAll(PgConnection fresh) {
        fresh.notificationHandler(this::dispatch);
        Future<?> all = Future.succeededFuture();
        for (String channel : listeners.keySet()) {
            all = all.compose(ignored -> fresh.query("listen " + channel).execute());
        }
        return all.map(fresh).onFailure(ignored -> fresh.close());
    }

    private void onConnected(PgConnection fresh) {
        reconnectDelay = MIN_RECONNECT_DELAY_MS;
        connection = fresh;
        fresh.closeHandler(ignored -> onConnectionLost(fresh));
        listeners.values().forEach(all -> all.forEach(Listener::onReconnect));
    }

    private void onConnectionLost(PgConnection gone) {
        if (connection == gone) {
            connection = null;
            if (!stopped) {
                LOG.warn("lost the connection for notices");
                connectLater();
            }
        }
    }

    private void connectLater() {
        if (!stopped) {
            vertx.setTimer(reconnectDelay, ignored -> connect());
            reconnectDelay = Math.min(reconnectDelay * 2, MAX_RECONNECT_DELAY_MS);
        }
    }

    /** A connection whose other end vanished says nothing; so it is asked. */
    private void checkConnection() {
        PgConnection established = connection;
        if (established != null) {
            Duration patience = config.noticeCheck().dividedBy(2);
            long timer = vertx.setTimer(patience.toMillis(), ignored -> {
                onConnectionLost(established);
                established.close();
            });
            established.query("select 1").execute().onComplete(ignored -> vertx.cancelTimer(timer));
        }
    }

    private void dispatch(PgNotification notice) {
        for (Listener listener : listeners.getOrDefault(notice.getChannel(), List.of())) {
            listener.onMessage(notice.getPayload());
        }
    }
}
