package org.dalgo.data.warehouse.table;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;

/** Lets a few pieces of work of one organisation go on at once in this process; others wait for their turn, in order. */
final class OrgBulkhead {

    private static final class OrgQueue {

        private int busy;
        private final Deque<UniEmitter<? super Void>> waiting = new ArrayDeque<>();
    }

    private final int maxConcurrent;
    private final int maxQueued;
    private final Map<OrgId, OrgQueue> queues = new HashMap<>();

    OrgBulkhead(int atOnce, int mostWaiting) {
        this.maxConcurrent = atOnce;
        this.maxQueued = mostWaiting;
    }

    /**
     * The work when its turn has come; fails with TOO_MANY when too much is waiting.
     *
     * @param work begins on the thread that releases a place: it needs a context of its own
     */
    <T> Uni<T> execute(OrgId org, Supplier<Uni<T>> work) {
        return Uni.createFrom().<Void>emitter(emitter -> acquire(org, emitter)).chain(() -> Uni.createFrom()
                .deferred(() -> work.get())
                .onTermination()
                .invoke(() -> release(org)));
    }

    private void acquire(OrgId org, UniEmitter<? super Void> emitter) {
        boolean now;
        synchronized (queues) {
            OrgQueue orgQueue = queues.computeIfAbsent(org, key -> new OrgQueue());
            now = orgQueue.busy < maxConcurrent;
            if (now) {
                orgQueue.busy++;
            } else if (orgQueue.waiting.size() < maxQueued) {
                orgQueue.waiting.add(emitter);
            } else {
                emitter.fail(Failure.tooMany("too many statistics are being computed already", Duration.ofSeconds(30)));
            }
        }
        if (now) {
            emitter.complete(null);
        }
    }

    private void release(OrgId org) {
        UniEmitter<? super Void> next;
        synchronized (queues) {
            OrgQueue orgQueue = queues.get(org);
            next = orgQueue.waiting.poll();
            if (next == null && --orgQueue.busy == 0) {
                queues.remove(org);
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }
}
