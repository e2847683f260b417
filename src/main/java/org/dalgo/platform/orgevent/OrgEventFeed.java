package org.dalgo.platform.orgevent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseStream;
import org.dalgo.platform.tenancy.OrgId;

/** The newest events of one organisation, read once for all who watch it on this replica. */
class OrgEventFeed {

    private static final int KEPT_EVENTS = 2_000;
    private static final long KEPT_BYTES = 2 * 1024 * 1024;
    private static final long RETRY_MS = 1_000;

    private final OrgId org;
    private final OrgEventLog stream;
    private final DetachedContext detachedContext;
    private final Vertx vertx;
    private final Set<SseStream> viewers = ConcurrentHashMap.newKeySet();
    private final RingBuffer buffer;

    private boolean reading;
    private boolean readAgain;

    OrgEventFeed(OrgId org, long position, OrgEventLog stream, DetachedContext detachedContext, Vertx vertx) {
        this.org = org;
        this.stream = stream;
        this.detachedContext = detachedContext;
        this.vertx = vertx;
        this.buffer = new RingBuffer(position, KEPT_EVENTS, KEPT_BYTES);
    }

    OrgId org() {
        return org;
    }

    RingBuffer buffer() {
        return buffer;
    }

    void addViewer(SseStream viewer) {
        viewers.add(viewer);
    }

    /** Removes a viewer; returns whether none is left. */
    boolean removeViewer(SseStream viewer) {
        viewers.remove(viewer);
        return viewers.isEmpty();
    }

    boolean hasNoViewers() {
        return viewers.isEmpty();
    }

    /** Events from the table, for a viewer that stands before the tail. */
    Uni<List<RingBuffer.Item>> stored(long position) {
        return detachedContext.call(() -> stream.after(org, position));
    }

    /** Something may be new. Many calls while one read is under way cause one more. */
    void refresh() {
        synchronized (this) {
            if (reading) {
                readAgain = true;
                return;
            }
            reading = true;
        }
        detachedContext.start("events of an organisation", this::read);
    }

    private Uni<Void> read() {
        return stream.after(org, buffer.lastPosition())
                .invoke(this::add)
                .onFailure()
                .invoke(failure -> vertx.setTimer(RETRY_MS, ignored -> refresh()))
                .eventually(this::readAgainIfRequested)
                .replaceWithVoid();
    }

    private void add(List<RingBuffer.Item> items) {
        if (!items.isEmpty()) {
            buffer.add(items);
            viewers.forEach(SseStream::wake);
            synchronized (this) {
                readAgain = true;
            }
        }
    }

    private void readAgainIfRequested() {
        boolean again;
        synchronized (this) {
            again = readAgain;
            reading = false;
            readAgain = false;
        }
        if (again) {
            refresh();
        }
    }
}
