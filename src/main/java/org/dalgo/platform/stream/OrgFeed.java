package org.dalgo.platform.stream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.job.Background;

/** The newest events of one organisation, read once for all who watch it on this replica. */
class OrgFeed {

    private static final int KEPT_EVENTS = 2_000;
    private static final long KEPT_BYTES = 2 * 1024 * 1024;
    private static final long RETRY_MS = 1_000;

    private final OrgId org;
    private final OrgStream stream;
    private final Background background;
    private final Vertx vertx;
    private final Set<SseStream> viewers = ConcurrentHashMap.newKeySet();
    private final Tail tail;

    private boolean reading;
    private boolean readAgain;

    OrgFeed(OrgId org, long position, OrgStream stream, Background background, Vertx vertx) {
        this.org = org;
        this.stream = stream;
        this.background = background;
        this.vertx = vertx;
        this.tail = new Tail(position, KEPT_EVENTS, KEPT_BYTES);
    }

    OrgId org() {
        return org;
    }

    Tail tail() {
        return tail;
    }

    void join(SseStream viewer) {
        viewers.add(viewer);
    }

    /** Answers whether nobody is left. */
    boolean leave(SseStream viewer) {
        viewers.remove(viewer);
        return viewers.isEmpty();
    }

    boolean unwatched() {
        return viewers.isEmpty();
    }

    /** Events from the table, for a viewer that stands before the tail. */
    Uni<List<Tail.Item>> stored(long position) {
        return background.call(() -> stream.after(org, position));
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
        background.start("events of an organisation", this::read);
    }

    private Uni<Void> read() {
        return stream.after(org, tail.last())
                .invoke(this::add)
                .onFailure()
                .invoke(failure -> vertx.setTimer(RETRY_MS, ignored -> refresh()))
                .eventually(this::readAgainIfAsked)
                .replaceWithVoid();
    }

    private void add(List<Tail.Item> items) {
        if (!items.isEmpty()) {
            tail.add(items);
            viewers.forEach(SseStream::wake);
            synchronized (this) {
                readAgain = true;
            }
        }
    }

    private void readAgainIfAsked() {
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
