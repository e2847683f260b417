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
 * Notifications between replicas, by PostgreSQL's LISTEN and NOTIFY. Each replica keeps one connection of its pool for
 * them. A notification that is sent while a replica is not connected is lost for that replica. Its listeners are called
 * after the reconnect and read the state again.
 */
@ApplicationScoped
public class PgNotifications {

    private static final Logger LOG = Logger.getLogger(PgNotifications.class);
    private static final long MIN_RECONNECT_DELAY_MS = 200;
    private static final long MAX_RECONNECT_DELAY_MS = 5_000;

    /** Receives the notifications of a channel. Called on an event loop; must not block. */
    public interface Listener {

        /** Called for each notification. */
        void onMessage(String payload);

        /** Called after a reconnect: notifications may be lost, so read the state again. */
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
        checkTimer = vertx.setPeriodic(config.notificationCheck().toMillis(), ignored -> checkConnection());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(checkTimer);
        PgConnection closing = connection;
        if (closing != null) {
            closing.query("unlisten *").execute().eventually(() -> closing.close());
        }
    }

    /**
     * Listens to a channel for as long as the application runs.
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

    /**
     * Sends a notification within the current transaction: PostgreSQL delivers it when that commits. At most 8,000
     * bytes.
     */
    public Uni<Void> publish(String channel, String payload) {
        return sql.rows("select pg_notify($1, $2)", channel, payload).replaceWithVoid();
    }

    /** Sends a notification at once, outside any transaction. At most 8,000 bytes. */
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
                    LOG.warnf("cannot listen for notifications, trying again: %s", failure.getMessage());
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
                LOG.warn("lost the connection for notifications");
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

    /**
     * Detects half-open connections: sends {@code select 1} and reconnects if no answer comes within half of the check
     * interval.
     */
    private void checkConnection() {
        PgConnection established = connection;
        if (established != null) {
            Duration timeout = config.notificationCheck().dividedBy(2);
            long timer = vertx.setTimer(timeout.toMillis(), ignored -> {
                onConnectionLost(established);
                established.close();
            });
            established.query("select 1").execute().onComplete(ignored -> vertx.cancelTimer(timer));
        }
    }

    private void dispatch(PgNotification notification) {
        for (Listener listener : listeners.getOrDefault(notification.getChannel(), List.of())) {
            try {
                listener.onMessage(notification.getPayload());
            } catch (RuntimeException e) {
                // Every database user can send a payload that no listener can parse; the other listeners still get it.
                LOG.warnf(e, "a notification of %s cannot be read", notification.getChannel());
            }
        }
    }
}
