package org.dalgo.upstream.airbyte;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Lets a number of calls through at a time; the others wait in order, up to a limit. */
final class Gate {

    private final int width;
    private final int longestQueue;
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int inside;

    Gate(int width, int longestQueue) {
        this.width = width;
        this.longestQueue = longestQueue;
    }

    /** Completes when it is the caller's turn, who must {@link #leave} afterwards; empty when too many wait. */
    synchronized Optional<Future<Void>> enter() {
        if (inside < width) {
            inside++;
            return Optional.of(Future.succeededFuture());
        }
        if (waiting.size() >= longestQueue) {
            return Optional.empty();
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(turn);
        return Optional.of(turn.future());
    }

    /** Passes the place on. */
    void leave() {
        Promise<Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                inside--;
            }
        }
        // Outside the lock: whoever is next starts its call on this thread.
        if (next != null) {
            next.complete();
        }
    }
}
