package org.dalgo.platform.net;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets a number of calls through at a time; the others wait in order, up to a limit. */
public final class AsyncBulkhead {

    private final int maxConcurrent;
    private final int maxQueued;
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int inFlight;

    /**
     * @param width calls inside at a time
     * @param longestQueue calls that may wait
     */
    public AsyncBulkhead(int width, int longestQueue) {
        this.maxConcurrent = width;
        this.maxQueued = longestQueue;
    }

    /**
     * Does the work when it is its turn, on the context that subscribed.
     *
     * @param full what to fail with when too many wait already
     */
    public <T> Uni<T> run(Supplier<Uni<T>> work, Supplier<? extends Throwable> full) {
        return Uni.createFrom().deferred(() -> {
            Optional<Future<Void>> turn = acquire();
            return turn.isEmpty()
                    ? Uni.createFrom().failure(full.get())
                    : onCallerContext(turn.get())
                            .chain(mine -> work.get())
                            .onTermination()
                            .invoke(this::release);
        });
    }

    /** Completes when it is the caller's turn, who must {@link #release} afterwards; empty when too many wait. */
    private synchronized Optional<Future<Void>> acquire() {
        if (inFlight < maxConcurrent) {
            inFlight++;
            return Optional.of(Future.succeededFuture());
        }
        if (waiting.size() >= maxQueued) {
            return Optional.empty();
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(turn);
        return Optional.of(turn.future());
    }

    /** Passes the place on. */
    private void release() {
        Promise<Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                inFlight--;
            }
        }
        // Outside the lock: the next call starts on this thread.
        if (next != null) {
            next.complete();
        }
    }

    /** A call that ends starts the next one on its own thread; what follows may be tied to the context of the caller. */
    private static Uni<Void> onCallerContext(Future<Void> turn) {
        Context caller = Vertx.currentContext();
        return caller == null || turn.isComplete()
                ? Uni.createFrom().completionStage(turn.toCompletionStage())
                : Uni.createFrom()
                        .emitter(emitter ->
                                turn.onComplete(mine -> caller.runOnContext(ignored -> emitter.complete(null))));
    }
}
