package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.job.Background;
import org.dalgo.platform.stream.SseStream;
import org.dalgo.platform.stream.Tail;
import org.jboss.logging.Logger;

/** One run as all its viewers on this replica see it: read from the tables once, however many they are. */
class RunFeed {

    private static final Logger LOG = Logger.getLogger(RunFeed.class);
    private static final int PAGE = 200;
    private static final int KEPT_LINES = 2_000;
    private static final long KEPT_BYTES = 2 * 1024 * 1024;
    private static final int KEPT_PAGES = 16;
    private static final long RETRY_MS = 1_000;

    private final WatchedRun first;
    private final LogFrames frames;
    private final LogRepository repository;
    private final Door door;
    private final Background background;
    private final Vertx vertx;
    private final Tail tail;
    private final Facts facts = new Facts();
    private final Set<SseStream> viewers = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> progressAt = new ConcurrentHashMap<>();

    /** Pages of lines that have left the tail, shared by viewers who read from the beginning at the same time. */
    private final Map<Long, Uni<List<Tail.Item>>> pages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Uni<List<Tail.Item>>> eldest) {
            return size() > KEPT_PAGES;
        }
    };

    private volatile Set<UUID> subflows = Set.of();
    private volatile WatchedRun newest;
    private volatile WatchedRun ended;
    private boolean reading;
    private boolean runDirty;
    private boolean linesDirty;

    /**
     * @param run as it was found; lines up to its count less the tail are read when a viewer asks for them
     */
    RunFeed(WatchedRun run, LogFrames frames, LogRepository repository, Door door, Background background, Vertx vertx) {
        this.first = run;
        this.frames = frames;
        this.repository = repository;
        this.door = door;
        this.background = background;
        this.vertx = vertx;
        this.tail = new Tail(Math.max(0, run.lines() - KEPT_LINES), KEPT_LINES, KEPT_BYTES);
    }

    long run() {
        return first.id();
    }

    /** Whether a flow run is this one or works below it. */
    boolean covers(UUID flowRunId) {
        return first.flowRunId().equals(flowRunId) || subflows.contains(flowRunId);
    }

    LogFrames frames() {
        return frames;
    }

    Tail tail() {
        return tail;
    }

    Facts facts() {
        return facts;
    }

    /** The run once it has ended and all its lines are in the tail; null before. */
    WatchedRun ended() {
        return ended;
    }

    void join(SseStream viewer) {
        viewers.add(viewer);
    }

    void leave(SseStream viewer) {
        viewers.remove(viewer);
    }

    boolean unwatched() {
        return viewers.isEmpty();
    }

    /** There may be new lines. */
    void lines() {
        refresh(false);
    }

    /** The run or its steps may have changed, too. */
    void changed() {
        refresh(true);
    }

    /** A running sync tells how far it is; at most one word per second and step goes through. */
    void progress(LogFrames.Progress progress) {
        String key = "progress:" + progress.step();
        long now = System.nanoTime();
        Long before = progressAt.get(key);
        boolean due = before == null || now - before >= 1_000_000_000L;
        if (due && ended == null) {
            progressAt.put(key, now);
            if (facts.set(key, frames.progress(progress))) {
                wakeAll();
            }
        }
    }

    /** Catches up when the run was seen in a newer state elsewhere. */
    void catchUp(WatchedRun seen) {
        if (seen.lines() > tail.last() || (seen.complete() && ended == null)) {
            changed();
        }
    }

    /** Reads everything for the first time. */
    Uni<Void> load() {
        return readRun().chain(this::readLines);
    }

    /** Lines after a place that has left the tail, to the end of their page. */
    Uni<List<Tail.Item>> stored(long seq) {
        long page = seq / PAGE;
        Uni<List<Tail.Item>> lines;
        synchronized (pages) {
            lines = pages.computeIfAbsent(page, this::page);
        }
        return lines.onFailure()
                .invoke(() -> forget(page))
                .map(items -> items.subList((int) Math.min(items.size(), seq - page * PAGE), items.size()));
    }

    private Uni<List<Tail.Item>> page(long page) {
        return background
                .call(() -> door.enter(first.org(), () -> repository.after(first.org(), first.id(), page * PAGE, PAGE)))
                .map(lines -> {
                    if (lines.size() < PAGE) {
                        forget(page);
                    }
                    return lines.stream().map(frames::line).toList();
                })
                .memoize()
                .indefinitely();
    }

    private void forget(long page) {
        synchronized (pages) {
            pages.remove(page);
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
        background.start("lines of run " + first.id(), this::read);
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
        // The lines come after the run, so that an end is not told before its last line is here.
        return (run ? readRun() : Uni.createFrom().voidItem())
                .chain(this::readLines)
                .invoke(this::wakeAll)
                .chain(this::read)
                .onFailure()
                .recoverWithItem(this::retryLater);
    }

    private Void retryLater(Throwable failure) {
        LOG.warnf("cannot read lines of run %d now: %s", first.id(), failure.toString());
        synchronized (this) {
            reading = false;
        }
        vertx.setTimer(RETRY_MS, ignored -> changed());
        return null;
    }

    private Uni<Void> readRun() {
        return door.enter(first.org(), () -> repository
                        .run(first.org(), first.id())
                        .invoke(run -> run.ifPresent(this::note))
                        .chain(() -> repository.steps(first.org(), first.id()))
                        .invoke(this::note)
                        .chain(() -> repository.subflows(first.org(), first.id()))
                        .invoke(found -> subflows = Set.copyOf(found)))
                .replaceWithVoid();
    }

    private void note(WatchedRun run) {
        newest = run;
        facts.set("state", frames.state(run));
    }

    private void note(List<WatchedStep> steps) {
        for (WatchedStep step : steps) {
            facts.set("step:" + step.id(), frames.step(step));
            if (step.endTime() != null) {
                facts.forget("progress:" + step.label());
            }
        }
    }

    private Uni<Void> readLines() {
        return door.enter(first.org(), () -> repository.after(first.org(), first.id(), tail.last(), PAGE))
                .chain(lines -> {
                    tail.add(lines.stream().map(frames::line).toList());
                    endIfAllHere();
                    return lines.size() < PAGE ? Uni.createFrom().voidItem() : readLines();
                });
    }

    private void endIfAllHere() {
        WatchedRun run = newest;
        if (run == null || !run.complete()) {
            return;
        }
        if (tail.last() == run.lines()) {
            ended = run;
        } else if (tail.last() > run.lines()) {
            // A straggler: the number of lines that the end tells has changed.
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
