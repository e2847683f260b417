package org.dalgo.platform.job.context;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work on many things, one after the other, and work that an event loop is not for. */
public final class Unis {

    private Unis() {}

    /**
     * Does the work on each, in order; the first failure ends it. Any number of them: a chain of as many stages would
     * overflow the stack and never complete.
     */
    public static <T> Uni<Void> sequentially(Iterable<T> items, Function<? super T, ? extends Uni<?>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> work.apply(item).replaceWithVoid())
                .onItem()
                .ignoreAsUni();
    }

    /** Computes on a worker thread; the answer arrives on the context of the subscriber, within its unit of work. */
    public static <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> Uni.createFrom()
                .item(work)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(CallerContextExecutor.current()));
    }
}
