package org.dalgo.platform.job.context;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Work on many things, one after the other. */
public final class Unis {

    private Unis() {}

    /**
     * Does the work on each, in order; the first failure ends it. Any number of them: a chain of as many stages would
     * overflow the stack, and then nothing is ever heard of it again.
     */
    public static <T> Uni<Void> sequentially(Iterable<T> items, Function<? super T, ? extends Uni<?>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> work.apply(item).replaceWithVoid())
                .onItem()
                .ignoreAsUni();
    }
}
