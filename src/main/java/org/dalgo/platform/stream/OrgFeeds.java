package org.dalgo.platform.stream;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.job.Background;

/** The organisations that someone watches on this replica. */
@ApplicationScoped
class OrgFeeds implements Notices.Listener {

    private final OrgStream stream;
    private final Background background;
    private final Vertx vertx;
    private final Notices notices;
    private final Map<OrgId, OrgFeed> feeds = new ConcurrentHashMap<>();

    @Inject
    OrgFeeds(OrgStream stream, Background background, Vertx vertx, Notices notices) {
        this.stream = stream;
        this.background = background;
        this.vertx = vertx;
        this.notices = notices;
    }

    void start(@Observes StartupEvent started) {
        notices.listen(OrgStream.CHANNEL, this);
    }

    /**
     * The feed of an organisation, and a position that is not older than this call: a client may come from a replica that
     * was quicker than this one.
     */
    Uni<Watched> of(OrgId org) {
        return stream.position(org).map(position -> {
            OrgFeed feed = feeds.computeIfAbsent(org, ignored -> new OrgFeed(org, position, stream, background, vertx));
            // What was published in the meantime is found now; its notice may have come too early.
            feed.refresh();
            return new Watched(feed, position);
        });
    }

    /**
     * A feed that someone is about to join.
     *
     * @param newest position of the newest event
     */
    record Watched(OrgFeed feed, long newest) {}

    void left(OrgFeed feed, SseStream viewer) {
        if (feed.leave(viewer)) {
            feeds.computeIfPresent(feed.org(), (org, current) -> current == feed && feed.unwatched() ? null : current);
        }
    }

    /** A viewer that joined a feed which was dropped in the same moment takes it up again. */
    OrgFeed join(OrgFeed feed, SseStream viewer) {
        feed.join(viewer);
        return feeds.merge(feed.org(), feed, (current, mine) -> {
            if (current != mine) {
                current.join(viewer);
            }
            return current;
        });
    }

    @Override
    public void heard(String payload) {
        OrgFeed feed = feeds.get(new OrgId(Long.parseLong(payload)));
        if (feed != null) {
            feed.refresh();
        }
    }

    @Override
    public void missed() {
        feeds.values().forEach(OrgFeed::refresh);
    }
}
