package org.dalgo.platform.job.context;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Counts failures of background rounds in the meter {@code dalgo.background.failures}. The operator's health check
 * shows work that fails repeatedly. Without it such a work fails in silence.
 */
@ApplicationScoped
public class BackgroundRounds {

    static final String METER = "dalgo.background.failures";

    /** A work is failing when so many of its rounds failed within the window. */
    static final int LIMIT = 3;

    static final Duration WINDOW = Duration.ofMinutes(2);

    private record Failed(Instant at, String reason) {}

    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Deque<Failed>> lastFailures = new ConcurrentHashMap<>();

    @Inject
    BackgroundRounds(MeterRegistry meters) {
        this(meters, Clock.systemUTC());
    }

    BackgroundRounds(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * The round, its failure counted.
     *
     * @param work name of the work, without identifiers: it is a label of a meter
     */
    public <T> Uni<T> count(String work, Supplier<Uni<T>> round) {
        return Uni.createFrom().deferred(round::get).onFailure().invoke(failure -> failed(work, failure));
    }

    /**
     * A round has failed.
     *
     * @param work name of the work, without identifiers
     */
    public void failed(String work, Throwable failure) {
        meters.counter(METER, "work", work).increment();
        Deque<Failed> last = lastFailures.computeIfAbsent(work, ignored -> new ArrayDeque<>());
        synchronized (last) {
            last.addLast(new Failed(clock.instant(), reason(failure)));
            if (last.size() > LIMIT) {
                last.removeFirst();
            }
        }
    }

    /** Works that are failing, each with the reason of its last failure. */
    Map<String, String> failing() {
        Instant from = clock.instant().minus(WINDOW);
        Map<String, String> failing = new TreeMap<>();
        lastFailures.forEach((work, last) -> {
            synchronized (last) {
                if (last.size() == LIMIT && last.getFirst().at().isAfter(from)) {
                    failing.put(work, last.getLast().reason());
                }
            }
        });
        return failing;
    }

    private static String reason(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
    }
}
