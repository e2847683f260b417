package org.dalgo.platform.orgevent;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.sse.SseStream;
import org.dalgo.platform.tenancy.OrgId;

/** The organisations that have viewers on this replica. */
@ApplicationScoped
class OrgEventFeedRegistry implements PgNotifications.Listener {

    private final OrgEventLog stream;
    private final DetachedContext detachedContext;
    private final Vertx vertx;
    private final PgNotifications pgNotifications;
    private final Map<OrgId, OrgEventFeed> feeds = new ConcurrentHashMap<>();

    @Inject
    OrgEventFeedRegistry(
            OrgEventLog stream, DetachedContext detachedContext, Vertx vertx, PgNotifications pgNotifications) {
        this.stream = stream;
        this.detachedContext = detachedContext;
        this.vertx = vertx;
        this.pgNotifications = pgNotifications;
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(OrgEventLog.CHANNEL, this);
    }

    /**
     * The feed of an organisation, and a position that is not older than this call. A client may come from a replica
     * that was ahead of this one.
     */
    Uni<OpenFeed> open(OrgId org) {
        return stream.position(org).map(position -> {
            OrgEventFeed feed = feeds.computeIfAbsent(
                    org, ignored -> new OrgEventFeed(org, position, stream, detachedContext, vertx));
            // What was published in the meantime is found now; its notice may have come too early.
            feed.refresh();
            return new OpenFeed(feed, position);
        });
    }

    /**
     * A feed that a viewer is about to join.
     *
     * @param newest position of the newest event
     */
    record OpenFeed(OrgEventFeed feed, long newest) {}

    void release(OrgEventFeed feed, SseStream viewer) {
        if (feed.removeViewer(viewer)) {
            feeds.computeIfPresent(
                    feed.org(), (org, current) -> current == feed && feed.hasNoViewers() ? null : current);
        }
    }

    /** A viewer that joined a feed which was dropped in the same moment takes it up again. */
    OrgEventFeed acquire(OrgEventFeed feed, SseStream viewer) {
        feed.addViewer(viewer);
        return feeds.merge(feed.org(), feed, (current, mine) -> {
            if (current != mine) {
                current.addViewer(viewer);
            }
            return current;
        });
    }

    @Override
    public void onMessage(String payload) {
        OrgEventFeed feed = feeds.get(new OrgId(Long.parseLong(payload)));
        if (feed != null) {
            feed.refresh();
        }
    }

    @Override
    public void onReconnect() {
        feeds.values().forEach(OrgEventFeed::refresh);
    }
}
