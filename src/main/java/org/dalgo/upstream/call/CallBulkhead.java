package org.dalgo.upstream.call;

import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/** Lets a number of calls go on at a time; others wait in order, up to a number and, if one is given, up to a time. */
public final class CallBulkhead {

    private final Guard guard;
    private final Optional<Duration> maxWait;

    /**
     * @param name shown in metrics and logs
     * @param limit calls at a time
     * @param waiting calls that may wait; more are refused at once
     * @param maxWait how long a call may wait
     */
    public CallBulkhead(String name, int limit, int waiting, Optional<Duration> maxWait) {
        this.guard = Guards.bulkhead(name, limit, waiting);
        this.maxWait = maxWait;
    }

    <T> Uni<T> run(Supplier<Uni<T>> work, Supplier<UpstreamFailure> full) {
        Uni<T> admitted = maxWait.isEmpty() ? guarded(work) : boundedWait(work, maxWait.get(), full);
        return admitted.onFailure(BulkheadException.class).transform(refused -> full.get());
    }

    private <T> Uni<T> guarded(Supplier<Uni<T>> work) {
        // A call that ends starts the next one. It ends on its caller's context, else a row of calls that fail at once
        // would be a recursion.
        return Guards.apply(guard, () -> Uni.createFrom().deferred(work::get).emitOn(CallerContextExecutor.current()));
    }

    /** The guard bounds the number that wait, not the time: a call that has waited too long gives its turn away. */
    private <T> Uni<T> boundedWait(Supplier<Uni<T>> work, Duration limit, Supplier<UpstreamFailure> full) {
        AtomicBoolean decided = new AtomicBoolean();
        Uni<T> turn = guarded(() -> decided.compareAndSet(false, true)
                ? work.get()
                : Uni.createFrom().<T>failure(full.get()));
        Uni<T> patience = Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(limit)
                .chain(() -> decided.compareAndSet(false, true)
                        ? Uni.createFrom().<T>failure(full.get())
                        : Uni.createFrom().<T>nothing());
        return Uni.join().first(turn, patience).toTerminate();
    }
}
