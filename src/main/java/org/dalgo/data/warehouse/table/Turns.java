package org.dalgo.data.warehouse.table;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;

/** Lets a few pieces of work of one organisation go on at once in this process; others wait for their turn, in order. */
final class Turns {

    private static final class Line {

        private int busy;
        private final Deque<UniEmitter<? super Void>> waiting = new ArrayDeque<>();
    }

    private final int atOnce;
    private final int mostWaiting;
    private final Map<OrgId, Line> lines = new HashMap<>();

    Turns(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /**
     * The work when its turn has come; fails with TOO_MANY when too much is waiting.
     *
     * @param work begins on a thread of whoever was before it: it needs a context of its own
     */
    <T> Uni<T> wait(OrgId org, Supplier<Uni<T>> work) {
        return Uni.createFrom().<Void>emitter(emitter -> enter(org, emitter)).chain(() -> Uni.createFrom()
                .deferred(() -> work.get())
                .onTermination()
                .invoke(() -> leave(org)));
    }

    private void enter(OrgId org, UniEmitter<? super Void> emitter) {
        boolean now;
        synchronized (lines) {
            Line line = lines.computeIfAbsent(org, key -> new Line());
            now = line.busy < atOnce;
            if (now) {
                line.busy++;
            } else if (line.waiting.size() < mostWaiting) {
                line.waiting.add(emitter);
            } else {
                emitter.fail(Failure.tooMany("too many statistics are being computed already", Duration.ofSeconds(30)));
            }
        }
        if (now) {
            emitter.complete(null);
        }
    }

    private void leave(OrgId org) {
        UniEmitter<? super Void> next;
        synchronized (lines) {
            Line line = lines.get(org);
            next = line.waiting.poll();
            if (next == null && --line.busy == 0) {
                lines.remove(org);
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }
}
