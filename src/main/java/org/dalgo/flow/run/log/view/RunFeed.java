package org.dalgo.flow.run.log.view;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.flow.run.log.LogRepository;
import org.dalgo.flow.run.log.RunSnapshot;
import org.dalgo.flow.run.log.StepEvent;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseStream;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/** One run as all its viewers on this replica see it: read from the tables once, however many they are. */
class RunFeed {

    private static final Logger LOG = Logger.getLogger(RunFeed.class);
    private static final int PAGE = 200;
    private static final int MAX_LINES = 2_000;
    private static final long MAX_BYTES = 2 * 1024 * 1024;
    private static final int MAX_PAGES = 16;
    private static final long RETRY_MS = 1_000;

    private final RunSnapshot first;
    private final LogEventEncoder encoder;
    private final LogRepository repository;
    private final TenantTransactions tenantTransactions;
    private final DetachedContext detachedContext;
    private final Vertx vertx;
    private final RingBuffer ringBuffer;
    private final LatestRunEvents latestEvents = new LatestRunEvents();
    private final Set<SseStream> viewers = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> progressAt = new ConcurrentHashMap<>();

    /** Pages of lines that have left the tail, by the place before them; viewers who read from the beginning share them. */
    // No Caffeine cache: it would reject the newest page, which the next viewer is about to read.
    private final Map<Long, Uni<List<RingBuffer.Item>>> pages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Uni<List<RingBuffer.Item>>> eldest) {
            return size() > MAX_PAGES;
        }
    };

    private volatile Set<UUID> subflows = Set.of();
    private volatile RunSnapshot newest;
    private volatile RunSnapshot ended;
    private boolean reading;
    private boolean runDirty;
    private boolean linesDirty;

    /** @param run as it was found; lines before the ring buffer are read when a viewer requests them */
    RunFeed(
            RunSnapshot run,
            LogEventEncoder encoder,
            LogRepository repository,
            TenantTransactions tenantTransactions,
            DetachedContext detachedContext,
            Vertx vertx) {
        this.first = run;
        this.encoder = encoder;
        this.repository = repository;
        this.tenantTransactions = tenantTransactions;
        this.detachedContext = detachedContext;
        this.vertx = vertx;
        this.ringBuffer = new RingBuffer(Math.max(0, run.lines() - MAX_LINES), MAX_LINES, MAX_BYTES);
    }

    long run() {
        return first.id();
    }

    /** Whether a flow run is this one or works below it. */
    boolean covers(UUID flowRunId) {
        return first.flowRunId().equals(flowRunId) || subflows.contains(flowRunId);
    }

    LogEventEncoder encoder() {
        return encoder;
    }

    RingBuffer tail() {
        return ringBuffer;
    }

    LatestRunEvents latestEvents() {
        return latestEvents;
    }

    /** The run once it has ended and all its lines are in the tail; null before. */
    RunSnapshot ended() {
        return ended;
    }

    void addViewer(SseStream viewer) {
        viewers.add(viewer);
    }

    void removeViewer(SseStream viewer) {
        viewers.remove(viewer);
    }

    boolean hasNoViewers() {
        return viewers.isEmpty();
    }

    /** There may be new lines. */
    void onLines() {
        refresh(false);
    }

    /** The run or its steps may have changed, too. */
    void onRunChange() {
        refresh(true);
    }

    /** A running sync has advanced; at most one event per second and step is passed on. */
    void onProgress(LogEventEncoder.ProgressEvent progressEvent) {
        String key = "progress:" + progressEvent.step();
        long now = System.nanoTime();
        Long before = progressAt.get(key);
        boolean due = before == null || now - before >= 1_000_000_000L;
        if (due && ended == null) {
            progressAt.put(key, now);
            if (latestEvents.put(key, encoder.progress(progressEvent))) {
                wakeAll();
            }
        }
    }

    /** Catches up when the run was seen in a newer state elsewhere. */
    void catchUp(RunSnapshot seen) {
        if (seen.lines() > ringBuffer.lastPosition() || (seen.complete() && ended == null)) {
            onRunChange();
        }
    }

    /** Reads everything for the first time. */
    Uni<Void> load() {
        return readRun().chain(this::readLines);
    }

    /** Lines after a place that has left the tail, one page of them. */
    Uni<List<RingBuffer.Item>> stored(long seq) {
        Uni<List<RingBuffer.Item>> lines;
        synchronized (pages) {
            lines = pages.computeIfAbsent(seq, this::page);
        }
        return lines.onFailure().invoke(() -> evict(seq));
    }

    private Uni<List<RingBuffer.Item>> page(long seq) {
        return detachedContext
                .call(() -> tenantTransactions.inOrg(
                        first.org(), () -> repository.after(first.org(), first.id(), seq, PAGE)))
                .map(lines -> {
                    if (lines.isEmpty()) {
                        evict(seq);
                    }
                    return lines.stream().map(encoder::line).toList();
                })
                .memoize()
                .indefinitely();
    }

    private void evict(long seq) {
        synchronized (pages) {
            pages.remove(seq);
        }
    }

    private void refresh(boolean run) {
        synchronized (this) {
            runDirty |= run;
            linesDirty = true;
            if (reading) {
                return;
            }
            reading = true;
        }
        detachedContext.start("lines of run " + first.id(), this::read);
    }

    /** As long as something was announced while it was reading. */
    private Uni<Void> read() {
        boolean run;
        synchronized (this) {
            if (!linesDirty) {
                reading = false;
                return Uni.createFrom().voidItem();
            }
            run = runDirty;
            runDirty = false;
            linesDirty = false;
        }
        // The lines come after the run, so that no end event comes before the last line.
        return (run ? readRun() : Uni.createFrom().voidItem())
                .chain(this::readLines)
                .invoke(this::wakeAll)
                .chain(this::read)
                .onFailure()
                .recoverWithItem(this::retryLater);
    }

    private Void retryLater(Throwable failure) {
        LOG.warnf("Lines of run %d cannot be read now: %s", first.id(), failure.toString());
        synchronized (this) {
            reading = false;
        }
        vertx.setTimer(RETRY_MS, ignored -> onRunChange());
        return null;
    }

    private Uni<Void> readRun() {
        return tenantTransactions
                .inOrg(first.org(), () -> repository
                        .run(first.org(), first.id())
                        .invoke(run -> run.ifPresent(this::put))
                        .chain(() -> repository.steps(first.org(), first.id()))
                        .invoke(this::put)
                        .chain(() -> repository.subflows(first.org(), first.id()))
                        .invoke(found -> subflows = Set.copyOf(found)))
                .replaceWithVoid();
    }

    private void put(RunSnapshot run) {
        newest = run;
        latestEvents.put("state", encoder.state(run));
    }

    private void put(List<StepEvent> steps) {
        for (StepEvent step : steps) {
            latestEvents.put("step:" + step.id(), encoder.step(step));
            if (step.endTime() != null) {
                latestEvents.evict("progress:" + step.label());
            }
        }
    }

    private Uni<Void> readLines() {
        return tenantTransactions
                .inOrg(first.org(), () -> repository.after(first.org(), first.id(), ringBuffer.lastPosition(), PAGE))
                .chain(lines -> {
                    ringBuffer.add(lines.stream().map(encoder::line).toList());
                    endIfComplete();
                    return LogRepository.isFull(lines, PAGE)
                            ? readLines()
                            : Uni.createFrom().voidItem();
                });
    }

    private void endIfComplete() {
        RunSnapshot run = newest;
        if (run == null || !run.complete()) {
            return;
        }
        if (ringBuffer.lastPosition() == run.lines()) {
            ended = run;
        } else if (ringBuffer.lastPosition() > run.lines()) {
            // A straggler: the number of lines in the end event has changed.
            synchronized (this) {
                runDirty = true;
                linesDirty = true;
            }
        }
    }

    private void wakeAll() {
        viewers.forEach(SseStream::wake);
    }
}
