package org.dalgo.platform.job.context;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work outside a request. Each piece gets a context of its own, because Hibernate Reactive keeps its session there: two
 * pieces that shared one would share a transaction.
 */
@ApplicationScoped
public class DetachedContext {

    private static final Logger LOG = Logger.getLogger(DetachedContext.class);

    @Inject
    Vertx vertx;

    /**
     * Starts the work and returns at once. A failure is logged once, here; no caller waits for the result.
     *
     * @param name what is being done, for the log
     * @param work the work; it may open units of work
     */
    public void start(String name, Supplier<? extends Uni<?>> work) {
        Context context = newContext();
        context.runOnContext(ignored -> begin(work)
                .subscribe()
                .with(done -> LOG.tracef("%s: done", name), failure -> LOG.errorf(failure, "%s failed", name)));
    }

    /**
     * The work as a step of a longer chain, in a context of its own. The result arrives on an event loop, in no
     * particular context.
     *
     * @param work the work; its failure is the caller's to handle
     */
    public <T> Uni<T> call(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> newContext()
                .runOnContext(ignored -> begin(work).subscribe().with(emitter::complete, emitter::fail)));
    }

    private Context newContext() {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        return context;
    }

    private static <T> Uni<T> begin(Supplier<? extends Uni<? extends T>> work) {
        return Uni.createFrom().deferred(() -> work.get().map(value -> (T) value));
    }
}
