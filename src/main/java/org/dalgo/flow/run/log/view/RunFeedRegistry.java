package org.dalgo.flow.run.log.view;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.dalgo.flow.run.log.LogArchive;
import org.dalgo.flow.run.log.LogConfig;
import org.dalgo.flow.run.log.LogRepository;
import org.dalgo.flow.run.log.RunSnapshot;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.sse.SseStream;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The runs that have viewers on this replica. */
@ApplicationScoped
public class RunFeedRegistry {

    private final LogRepository repository;
    private final TenantTransactions tenantTransactions;
    private final DetachedContext detachedContext;
    private final PgNotifications pgNotifications;
    private final Vertx vertx;
    private final ObjectMapper json;
    private final LogConfig config;

    /** A feed is entered before it is loaded, so that nothing announced in between is missed. */
    private final Map<Long, Uni<RunFeed>> feedsById = new ConcurrentHashMap<>();

    private final Map<Long, RunFeed> loaded = new ConcurrentHashMap<>();

    @Inject
    RunFeedRegistry(
            LogRepository repository,
            TenantTransactions tenantTransactions,
            DetachedContext detachedContext,
            PgNotifications pgNotifications,
            Vertx vertx,
            ObjectMapper json,
            LogConfig config) {
        this.repository = repository;
        this.tenantTransactions = tenantTransactions;
        this.detachedContext = detachedContext;
        this.pgNotifications = pgNotifications;
        this.vertx = vertx;
        this.json = json;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(LogArchive.LINE_CHANNEL, each(RunFeed::onLines));
        pgNotifications.listen(LogArchive.RUN_CHANNEL, each(RunFeed::onRunChange));
    }

    /** The feed of a run, which gets at least as far as the run was seen to be. */
    Uni<RunFeed> getOrOpen(RunSnapshot run) {
        return feedsById.computeIfAbsent(run.id(), ignored -> open(run)).invoke(feed -> feed.catchUp(run));
    }

    /** The reader on this replica has stored lines; it need not wait for the notice. */
    public void onLines(long run) {
        RunFeed feed = loaded.get(run);
        if (feed != null) {
            feed.onLines();
        }
    }

    /** All feeds that are watched here. */
    Iterable<RunFeed> loadedFeeds() {
        return loaded.values();
    }

    void release(RunFeed feed, SseStream viewer) {
        feed.removeViewer(viewer);
        evictLater(feed);
    }

    private Uni<RunFeed> open(RunSnapshot run) {
        RunFeed feed = new RunFeed(
                run,
                new LogEventEncoder(run.flowRunId(), json),
                repository,
                tenantTransactions,
                detachedContext,
                vertx);
        loaded.put(run.id(), feed);
        return detachedContext
                .call(feed::load)
                .replaceWith(feed)
                .onFailure()
                .invoke(() -> evict(feed))
                .invoke(() -> evictLater(feed))
                .memoize()
                .indefinitely();
    }

    /** Also for a viewer that never joined. */
    private void evictLater(RunFeed feed) {
        if (feed.hasNoViewers()) {
            vertx.setTimer(config.feedIdleTimeout().toMillis(), ignored -> {
                if (feed.hasNoViewers()) {
                    evict(feed);
                }
            });
        }
    }

    private void evict(RunFeed feed) {
        if (loaded.remove(feed.run(), feed)) {
            feedsById.remove(feed.run());
        }
    }

    /** A viewer that joins a feed in the moment in which it is dropped takes it up again; answers the feed to watch. */
    RunFeed acquire(RunFeed feed, SseStream viewer) {
        feed.addViewer(viewer);
        RunFeed current = loaded.putIfAbsent(feed.run(), feed);
        if (current == null) {
            feedsById.put(feed.run(), Uni.createFrom().item(feed));
            feed.onRunChange();
        } else if (current != feed) {
            current.addViewer(viewer);
            return current;
        }
        return feed;
    }

    private PgNotifications.Listener each(Consumer<RunFeed> news) {
        return new PgNotifications.Listener() {
            @Override
            public void onMessage(String payload) {
                RunFeed feed = loaded.get(Long.parseLong(payload));
                if (feed != null) {
                    news.accept(feed);
                }
            }

            @Override
            public void onReconnect() {
                loaded.values().forEach(RunFeed::onRunChange);
            }
        };
    }
}
