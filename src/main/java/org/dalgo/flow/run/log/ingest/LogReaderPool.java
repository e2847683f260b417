package org.dalgo.flow.run.log.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dalgo.flow.run.log.LeasedRun;
import org.dalgo.flow.run.log.LogArchive;
import org.dalgo.flow.run.log.LogConfig;
import org.dalgo.flow.run.log.view.RunFeedRegistry;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.pubsub.PgNotifications;
import org.jboss.logging.Logger;

/** The readers of this replica: leases runs without a reader, and passes announcements on to the readers. */
@ApplicationScoped
class LogReaderPool implements PgNotifications.Listener, LogReader.Listener {

    private static final Logger LOG = Logger.getLogger(LogReaderPool.class);

    private static final int LEASED_AT_ONCE = 50;

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    /** This replica's name in leases; a new one for each start. */
    private final UUID replicaId = UUID.randomUUID();

    private final LogSource source;
    private final LogArchive archive;
    private final RunFeedRegistry feeds;
    private final DetachedContext detachedContext;
    private final PgNotifications pgNotifications;
    private final Vertx vertx;
    private final BackgroundRounds rounds;
    private final LogConfig config;
    private final Timer lag;
    private final Map<Long, LogReader> byRun = new ConcurrentHashMap<>();
    private final Map<UUID, LogReader> byFlowRun = new ConcurrentHashMap<>();
    private final AtomicBoolean scanning = new AtomicBoolean();

    private Cancellable hintSubscription;
    private long scanTimer = -1;
    private volatile boolean stopped;

    @Inject
    LogReaderPool(
            LogSource source,
            LogArchive archive,
            RunFeedRegistry feeds,
            DetachedContext detachedContext,
            PgNotifications pgNotifications,
            Vertx vertx,
            BackgroundRounds rounds,
            LogConfig config,
            MeterRegistry meters) {
        this.source = source;
        this.archive = archive;
        this.feeds = feeds;
        this.detachedContext = detachedContext;
        this.pgNotifications = pgNotifications;
        this.vertx = vertx;
        this.rounds = rounds;
        this.config = config;
        this.lag = Timer.builder("dalgo.log.lag")
                .description("Time from a line's writing to its storage, of the newest line of each batch")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        Gauge.builder("dalgo.log.readers", byRun, Map::size)
                .description("Runs whose log this replica reads")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        if (config.read()) {
            pgNotifications.listen(LogArchive.RUN_CHANNEL, this);
            hintSubscription = source.hints().subscribe().with(this::onHint);
            scanTimer = vertx.setPeriodic(config.scan().toMillis(), ignored -> scan());
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        vertx.cancelTimer(scanTimer);
        if (hintSubscription != null) {
            hintSubscription.cancel();
        }
        List<LogReader> active = List.copyOf(byRun.values());
        if (!active.isEmpty()) {
            awaitRelease(active);
        }
    }

    /** Otherwise the next replica would have to wait for the leases to expire. */
    private void awaitRelease(List<LogReader> active) throws InterruptedException {
        try {
            Multi.createFrom()
                    .iterable(active)
                    .onItem()
                    .transformToUniAndMerge(reader -> detachedContext.call(reader::stop))
                    .onItem()
                    .ignoreAsUni()
                    .subscribeAsCompletionStage()
                    .get(2, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("leases on logs are left to expire: %s", e.toString());
        }
    }

    @Override
    public void onMessage(String payload) {
        LogReader reader = byRun.get(Long.parseLong(payload));
        if (reader == null) {
            scan();
        } else {
            reader.onRunChange();
        }
    }

    @Override
    public void onReconnect() {
        byRun.values().forEach(LogReader::onRunChange);
    }

    @Override
    public void onAppended(LeasedRun run) {
        feeds.onLines(run.id());
    }

    @Override
    public void onLag(Duration sinceWritten) {
        // A clock of a worker that is ahead makes it negative.
        lag.record(sinceWritten.isNegative() ? Duration.ZERO : sinceWritten);
    }

    @Override
    public void register(LogReader reader, Collection<UUID> flowRunIds) {
        flowRunIds.forEach(id -> byFlowRun.put(id, reader));
    }

    @Override
    public void onFailure(LeasedRun run, Throwable failure) {
        rounds.failed("log readers", failure);
        LOG.debugf(failure, "Log of run %d cannot be read now", run.id());
    }

    @Override
    public void remove(LogReader reader) {
        byRun.remove(reader.run().id(), reader);
        byFlowRun.values().removeIf(other -> other == reader);
    }

    private void onHint(UUID flowRunId) {
        LogReader reader = byFlowRun.get(flowRunId);
        if (reader != null) {
            reader.onHint();
        }
    }

    private void scan() {
        if (!stopped && byRun.size() < config.readers() && scanning.compareAndSet(false, true)) {
            detachedContext.start("look for logs to read", () -> rounds.count("search for logs to read", this::lease)
                    .eventually(() -> scanning.set(false)));
        }
    }

    private Uni<Void> lease() {
        int most = Math.min(LEASED_AT_ONCE, config.readers() - byRun.size());
        return archive.lease(replicaId, config.lease(), most)
                .invoke(runs -> runs.forEach(this::read))
                .replaceWithVoid();
    }

    private void read(LeasedRun run) {
        LogReader reader =
                new LogReader(run, replicaId, source, archive, this, detachedContext, vertx, config, Clock.systemUTC());
        LogReader before = byRun.put(run.id(), reader);
        if (before != null) {
            // It slept longer than its lease, and must not go on under the new one.
            before.halt();
            remove(before);
        }
        register(reader, List.of(run.flowRunId()));
        reader.start();
    }
}
