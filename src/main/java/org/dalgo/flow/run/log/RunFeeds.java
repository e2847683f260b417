package org.dalgo.flow.run.log;

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
import org.dalgo.platform.access.Door;
import org.dalgo.platform.job.Background;
import org.dalgo.platform.stream.Notices;
import org.dalgo.platform.stream.SseStream;

/** The runs that someone watches on this replica. */
@ApplicationScoped
class RunFeeds {

    private final LogRepository repository;
    private final Door door;
    private final Background background;
    private final Notices notices;
    private final Vertx vertx;
    private final ObjectMapper json;
    private final LogConfig config;

    /** A feed is entered before it is loaded, so that nothing announced in between is missed. */
    private final Map<Long, Uni<RunFeed>> feeds = new ConcurrentHashMap<>();

    private final Map<Long, RunFeed> loaded = new ConcurrentHashMap<>();

    @Inject
    RunFeeds(
            LogRepository repository,
            Door door,
            Background background,
            Notices notices,
            Vertx vertx,
            ObjectMapper json,
            LogConfig config) {
        this.repository = repository;
        this.door = door;
        this.background = background;
        this.notices = notices;
        this.vertx = vertx;
        this.json = json;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        notices.listen(LogArchive.CHANNEL, each(RunFeed::lines));
        notices.listen(LogArchive.RUN_CHANNEL, each(RunFeed::changed));
    }

    /** The feed of a run, which gets at least as far as the run was seen to be. */
    Uni<RunFeed> of(WatchedRun run) {
        return feeds.computeIfAbsent(run.id(), ignored -> open(run)).invoke(feed -> feed.catchUp(run));
    }

    /** The reader on this replica has stored lines; it need not wait for the notice. */
    void lines(long run) {
        RunFeed feed = loaded.get(run);
        if (feed != null) {
            feed.lines();
        }
    }

    /** All feeds that are watched here. */
    Iterable<RunFeed> all() {
        return loaded.values();
    }

    void left(RunFeed feed, SseStream viewer) {
        feed.leave(viewer);
        dropLater(feed);
    }

    private Uni<RunFeed> open(WatchedRun run) {
        RunFeed feed = new RunFeed(run, new LogFrames(run.flowRunId(), json), repository, door, background, vertx);
        loaded.put(run.id(), feed);
        return background
                .call(feed::load)
                .replaceWith(feed)
                .onFailure()
                .invoke(() -> drop(feed))
                .invoke(() -> dropLater(feed))
                .memoize()
                .indefinitely();
    }

    /** Also for a viewer that never joined. */
    private void dropLater(RunFeed feed) {
        if (feed.unwatched()) {
            vertx.setTimer(config.linger().toMillis(), ignored -> {
                if (feed.unwatched()) {
                    drop(feed);
                }
            });
        }
    }

    private void drop(RunFeed feed) {
        if (loaded.remove(feed.run(), feed)) {
            feeds.remove(feed.run());
        }
    }

    /** A viewer that joins a feed in the moment in which it is dropped takes it up again; answers the feed to watch. */
    RunFeed join(RunFeed feed, SseStream viewer) {
        feed.join(viewer);
        RunFeed current = loaded.putIfAbsent(feed.run(), feed);
        if (current == null) {
            feeds.put(feed.run(), Uni.createFrom().item(feed));
            feed.changed();
        } else if (current != feed) {
            current.join(viewer);
            return current;
        }
        return feed;
    }

    private Notices.Listener each(Consumer<RunFeed> news) {
        return new Notices.Listener() {
            @Override
            public void heard(String payload) {
                RunFeed feed = loaded.get(Long.parseLong(payload));
                if (feed != null) {
                    news.accept(feed);
                }
            }

            @Override
            public void missed() {
                loaded.values().forEach(RunFeed::changed);
            }
        };
    }
}
