package org.dalgo.flow.run.log.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.dalgo.flow.run.log.LeasedRun;
import org.dalgo.flow.run.log.LogArchive;
import org.dalgo.flow.run.log.LogConfig;
import org.dalgo.flow.run.log.SourceLine;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.log.LogContext;

/**
 * Reads the log of one run from Prefect into the archive, from the lease until the last straggler, turn by turn. Prefect
 * gets requests for lines after a time. Its order is not ours. A line that is read twice is stored once.
 */
class LogReader {

    /** Learns what a reader does. */
    interface Listener {

        /** The reader also reads these runs. */
        void register(LogReader reader, Collection<UUID> flowRunIds);

        /** The reader has stored new lines of the run. */
        void onAppended(LeasedRun run);

        /** The newest of the stored lines was written so long ago. */
        void onLag(Duration lag);

        /** The reader could not read its log now; it tries again. */
        void onFailure(LeasedRun run, Throwable failure);

        /** The reader has stopped. */
        void remove(LogReader reader);
    }

    /** Enough for the processes of one run, which send their lines every two seconds at the latest. */
    private static final Duration QUICK_OVERLAP = Duration.ofSeconds(3);

    private static final Duration LATE_LINES_OVERLAP = Duration.ofMinutes(2);

    /** Number of recent line ids that are cached to skip archived lines without a query. */
    private static final int MAX_RECENT_IDS = 20_000;

    private final LeasedRun run;
    private final UUID reader;
    private final LogSource source;
    private final LogArchive archive;
    private final Listener listener;
    private final DetachedContext detachedContext;
    private final Vertx vertx;
    private final LogConfig config;
    private final Clock clock;
    private final PollSchedule schedule;
    private final SubflowTree subflowTree;

    private final Set<UUID> recentIds = new HashSet<>();
    private Instant newest;
    private Instant renewedAt;
    private Instant subflowsReadAt = Instant.EPOCH;
    private boolean changed = true;
    private boolean lookForSubflows = true;
    private boolean complete;
    private boolean polling;
    private boolean stopped;
    private long timer = -1;
    private int added;

    LogReader(
            LeasedRun run,
            UUID reader,
            LogSource source,
            LogArchive archive,
            Listener listener,
            DetachedContext detachedContext,
            Vertx vertx,
            LogConfig config,
            Clock clock) {
        this.run = run;
        this.reader = reader;
        this.source = source;
        this.archive = archive;
        this.listener = listener;
        this.detachedContext = detachedContext;
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.complete = run.complete();
        this.renewedAt = clock.instant();
        this.schedule = new PollSchedule(config, run.complete() ? clock.instant() : null);
        this.schedule.onState(run.stateType(), clock.instant());
        this.subflowTree = new SubflowTree(run.flowRunId(), source);
    }

    LeasedRun run() {
        return run;
    }

    synchronized void start() {
        schedule();
    }

    /** Lines were announced. */
    synchronized void onHint() {
        schedule.onHint(clock.instant());
        schedule();
    }

    /** The run or its steps changed: its state has to be read, and there may be new subflows. */
    synchronized void onRunChange() {
        changed = true;
        schedule.onHint(clock.instant());
        schedule();
    }

    /** Stops and releases the lease for the next reader. */
    Uni<Void> stop() {
        halt();
        return archive.release(run, reader, false);
    }

    /** Stops without a change of the lease. */
    synchronized void halt() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule() {
        if (polling || stopped) {
            return;
        }
        vertx.cancelTimer(timer);
        Instant now = clock.instant();
        Instant next = schedule.nextPollAt(source.hintsAvailable());
        Instant renewal = renewedAt.plus(config.renew());
        Duration pause = Duration.between(now, next.isBefore(renewal) ? next : renewal);
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), ignored -> poll());
    }

    private void poll() {
        synchronized (this) {
            if (polling || stopped) {
                return;
            }
            polling = true;
        }
        detachedContext.start("read the log of run " + run.id(), this::pollOnce);
    }

    private Uni<Void> pollOnce() {
        LogContext.putOrg(run.org());
        LogContext.putRun(run.flowRunId());
        return renewIfDue()
                .chain(mine -> mine ? readIfDue() : Uni.createFrom().voidItem())
                .onFailure()
                .invoke(this::pollFailed)
                .onFailure()
                .recoverWithNull()
                .eventually(this::pollDone);
    }

    private synchronized void pollDone() {
        polling = false;
        if (!stopped) {
            schedule();
        }
    }

    private synchronized void pollFailed(Throwable failure) {
        schedule.onPollFailed();
        listener.onFailure(run, failure);
    }

    private Uni<Boolean> renewIfDue() {
        Instant now = clock.instant();
        boolean stateMayDiffer = changed;
        if (!stateMayDiffer && now.isBefore(renewedAt.plus(config.renew()))) {
            return Uni.createFrom().item(true);
        }
        changed = false;
        return archive.renew(run, reader, config.lease()).map(state -> {
            if (state.isEmpty()) {
                leaseLost();
                return false;
            }
            renewedAt = now;
            synchronized (this) {
                schedule.onState(state.get(), now);
            }
            lookForSubflows = lookForSubflows || stateMayDiffer;
            return true;
        });
    }

    private Uni<Void> readIfDue() {
        Instant now = clock.instant();
        boolean thorough;
        synchronized (this) {
            if (schedule.nextPollAt(source.hintsAvailable()).isAfter(now)) {
                return Uni.createFrom().voidItem();
            }
            thorough = schedule.onPollStarted(now);
        }
        added = 0;
        return lookForSubflowsIfDue(now)
                .chain(() -> read(thorough))
                .invoke(this::readDone)
                .chain(this::finishIfDrained);
    }

    private synchronized void readDone() {
        schedule.onPollSucceeded(added, clock.instant());
    }

    /** At the end once more, whatever was announced: a subflow may have come and gone unseen. */
    private Uni<Void> lookForSubflowsIfDue(Instant now) {
        boolean ended = PollSchedule.Phase.ENDED == schedule.phase();
        if (!(lookForSubflows || ended) || now.isBefore(subflowsReadAt.plus(config.subflows()))) {
            return Uni.createFrom().voidItem();
        }
        subflowsReadAt = now;
        return subflowTree.discover().chain(fresh -> {
            lookForSubflows = false;
            if (fresh.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            // Their lines may be older than the newest that is known.
            newest = null;
            listener.register(this, fresh.keySet());
            return archive.recordSubflows(run, reader, fresh)
                    .invoke(this::requireLease)
                    .replaceWithVoid();
        });
    }

    private Uni<Void> read(boolean thorough) {
        Set<UUID> runs = subflowTree.flowRunIds();
        return source.since(runs, from(thorough))
                .onItem()
                .transformToUniAndConcatenate(this::append)
                .onItem()
                .ignoreAsUni();
    }

    private Instant from(boolean thorough) {
        if (newest == null) {
            return null;
        }
        if (complete) {
            return newest.minus(LATE_LINES_OVERLAP);
        }
        return newest.minus(thorough ? config.overlap() : QUICK_OVERLAP);
    }

    private Uni<Void> append(List<SourceLine> page) {
        List<SourceLine> unknown = new ArrayList<>(
                page.stream().filter(line -> !recentIds.contains(line.id())).toList());
        if (unknown.isEmpty() || stopped) {
            return Uni.createFrom().voidItem();
        }
        unknown.sort(Comparator.comparing(SourceLine::at));
        return detachedContext
                .call(() -> archive.append(run, reader, unknown))
                .invoke(count -> {
                    requireLease(count.isPresent());
                    count.ifPresent(lines -> appended(unknown, lines));
                })
                .replaceWithVoid();
    }

    private void appended(List<SourceLine> lines, int fresh) {
        if (recentIds.size() > MAX_RECENT_IDS) {
            recentIds.clear();
        }
        lines.forEach(line -> recentIds.add(line.id()));
        Instant last = Objects.requireNonNull(lines.get(lines.size() - 1)).at();
        newest = newest == null || last.isAfter(newest) ? last : newest;
        if (fresh > 0) {
            added += fresh;
            listener.onAppended(run);
            listener.onLag(Duration.between(last, clock.instant()));
        }
    }

    private Uni<Void> finishIfDrained() {
        if (schedule.isFinished()) {
            return archive.release(run, reader, true).invoke(this::leaseLost);
        }
        if (complete || !schedule.isDrained() || stopped) {
            return Uni.createFrom().voidItem();
        }
        return archive.complete(run, reader)
                .invoke(done -> {
                    requireLease(done);
                    if (done) {
                        completed();
                    }
                })
                .replaceWithVoid();
    }

    private synchronized void completed() {
        complete = true;
        schedule.onCompleted(clock.instant());
        listener.onAppended(run);
    }

    private void requireLease(boolean mine) {
        if (!mine) {
            leaseLost();
        }
    }

    private void leaseLost() {
        halt();
        listener.remove(this);
    }
}
