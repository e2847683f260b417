package org.dalgo.platform.meter;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dalgo.platform.job.context.DetachedContext;
import org.jboss.logging.Logger;

/** Reads what a meter shows, in a bounded time and without a failure for the schedule. */
@ApplicationScoped
public class Sampler {

    private static final Logger LOG = Logger.getLogger(Sampler.class);

    private final DetachedContext detachedContext;
    private final MeterConfig config;

    @Inject
    Sampler(DetachedContext detachedContext, MeterConfig config) {
        this.detachedContext = detachedContext;
        this.config = config;
    }

    /**
     * One reading.
     *
     * @param subject what is read, for the log
     * @param reading the query
     * @param found takes its result
     * @param absent is called when there is none
     */
    public <T> Uni<Void> sample(String subject, Supplier<Uni<T>> reading, Consumer<T> found, Runnable absent) {
        return detachedContext
                .call(reading)
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onItem()
                .invoke(found)
                .onFailure()
                .invoke(failure -> {
                    absent.run();
                    LOG.debugf("no sample of %s: %s", subject, failure.getMessage());
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }
}
