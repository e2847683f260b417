package org.dalgo.flow.run.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Lag and depth of the event intake on this replica, and what the reconciler had to correct. */
@Startup
@ApplicationScoped
class EventMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    /** What differed from Prefect. */
    enum Correction {
        /** The state of an open run. */
        STATE,
        /** The end of a run that was marked crashed. */
        CRASHED,
        /** A run that was missing here. */
        DISCOVERED,
        /** A run that was missing in Prefect. */
        DELETED,
        /** A run that hung in its cancellation. */
        CANCELLING
    }

    private final Timer lag;
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<Correction, Counter> corrections = new EnumMap<>(Correction.class);
    private volatile boolean connected;

    @Inject
    EventMeters(MeterRegistry meters) {
        lag = Timer.builder("dalgo.event.lag")
                .description("Time from a change of state in Prefect to its storage")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        Gauge.builder("dalgo.event.pending", pending, AtomicInteger::get)
                .description("Events that are received and not yet stored")
                .register(meters);
        Gauge.builder("dalgo.event.connected", this, self -> self.connected ? 1 : 0)
                .description("Whether Prefect's event socket is connected")
                .register(meters);
        for (Correction correction : Correction.values()) {
            corrections.put(
                    correction,
                    Counter.builder("dalgo.reconciler.corrections")
                            .description("Differences from Prefect that the reconciler corrected")
                            .tag("kind", correction.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    void setConnected(boolean nowConnected) {
        connected = nowConnected;
    }

    /** The work of one event. */
    Uni<Void> pending(Uni<Void> work) {
        pending.incrementAndGet();
        return work.onTermination().invoke(pending::decrementAndGet);
    }

    /** A change that began then is stored now. */
    void stored(Instant occurred) {
        Duration since = Duration.between(occurred, Instant.now());
        // Prefect's clock may be ahead.
        lag.record(since.isNegative() ? Duration.ZERO : since);
    }

    void corrected(Correction correction) {
        corrections.get(correction).increment();
    }
}
