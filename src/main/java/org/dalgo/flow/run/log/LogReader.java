package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.job.Background;
import org.jboss.logging.Logger;

/**
 * Reads the log of one run from Prefect into the archive, from the lease until the last straggler, turn by turn. Prefect
 * is asked for lines after a time; its order is not ours, and what is asked for twice is stored once.
 */
class LogReader {

    private static final Logger LOG = Logger.getLogger(LogReader.class);

    /** Enough for the processes of one run, which send their lines every two seconds at the latest. */
    private static final Duration QUICK_OVERLAP = Duration.ofSeconds(3);

    private static final Duration SETTLE_OVERLAP = Duration.ofMinutes(2);

    /** Ids remembered to spare the archive lines that it has; beyond that it is asked. */
    private static final int REMEMBERED = 20_000;

    private final RunToRead run;
    private final UUID reader;
    private final LogSource source;
    private final LogArchive archive;
    private final LogReaders readers;
    private final Background background;
    private final Vertx vertx;
    private final LogConfig config;
    private final Clock clock;
    private final ReadingPlan plan;
    private final Subflows subflows;

    private final Set<UUID> remembered = new HashSet<>();
    private Instant newest;
    private Instant renewed;
    private Instant looked = Instant.EPOCH;
    private boolean changed = true;
    private boolean lookForSubflows = true;
    private boolean complete;
    private boolean turning;
    private boolean stopped;
    private long timer = -1;
    private int added;

    LogReader(
            RunToRead run,
            UUID reader,
            LogSource source,
            LogArchive archive,
            LogReaders readers,
            Background background,
            Vertx vertx,
            LogConfig config,
            Clock clock) {
        this.run = run;
        this.reader = reader;
        this.source = source;
        this.archive = archive;
        this.readers = readers;
        this.background = background;
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.complete = run.complete();
        this.renewed = clock.instant();
        this.plan = new ReadingPlan(config, run.complete() ? clock.instant() : null);
        this.plan.state(run.stateType(), clock.instant());
        this.subflows = new Subflows(run.flowRunId(), source);
    }

    RunToRead run() {
        return run;
    }

    synchronized void start() {
        schedule();
    }

    /** Lines were announced. */
    synchronized void hint() {
        plan.hinted(clock.instant());
        schedule();
    }

    /** The run or its steps changed: its state has to be read, and there may be new subflows. */
    synchronized void change() {
        changed = true;
        plan.hinted(clock.instant());
        schedule();
    }

    /** Stops and gives the run to whoever wants it. */
    Uni<Void> stop() {
        halt();
        return archive.release(run, reader, false);
    }

    /** Reads no more, and leaves the lease to whoever has it. */
    synchronized void halt() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule() {
        if (turning || stopped) {
            return;
        }
        vertx.cancelTimer(timer);
        Instant now = clock.instant();
        Instant next = plan.due(source.hinting());
        Instant renewal = renewed.plus(config.renew());
        Duration pause = Duration.between(now, next.isBefore(renewal) ? next : renewal);
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), ignored -> turn());
    }

    private void turn() {
        synchronized (this) {
            if (turning || stopped) {
                return;
            }
            turning = true;
        }
        background.start("read the log of run " + run.id(), () -> renewIfDue()
                .chain(mine -> mine ? readIfDue() : Uni.createFrom().voidItem())
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .eventually(this::turned));
    }

    private synchronized void turned() {
        turning = false;
        if (!stopped) {
            schedule();
        }
    }

    private synchronized void failed(Throwable failure) {
        plan.failed();
        LOG.debugf(failure, "cannot read the log of run %d now", run.id());
    }

    private Uni<Boolean> renewIfDue() {
        Instant now = clock.instant();
        boolean stateMayDiffer = changed;
        if (!stateMayDiffer && now.isBefore(renewed.plus(config.renew()))) {
            return Uni.createFrom().item(true);
        }
        changed = false;
        return archive.renew(run, reader, config.lease()).map(state -> {
            if (state.isEmpty()) {
                lost();
                return false;
            }
            renewed = now;
            synchronized (this) {
                plan.state(state.get(), now);
            }
            lookForSubflows = lookForSubflows || stateMayDiffer;
            return true;
        });
    }

    private Uni<Void> readIfDue() {
        Instant now = clock.instant();
        boolean thorough;
        synchronized (this) {
            if (plan.due(source.hinting()).isAfter(now)) {
                return Uni.createFrom().voidItem();
            }
            thorough = plan.begin(now);
        }
        added = 0;
        return lookForSubflowsIfDue(now)
                .chain(() -> read(thorough))
                .invoke(this::readDone)
                .chain(this::finishIfDrained);
    }

    private synchronized void readDone() {
        plan.succeeded(added, clock.instant());
    }

    /** At the end once more, whatever was announced: a subflow may have come and gone unseen. */
    private Uni<Void> lookForSubflowsIfDue(Instant now) {
        boolean ended = ReadingPlan.Phase.ENDED == plan.phase();
        if (!(lookForSubflows || ended) || now.isBefore(looked.plus(config.subflows()))) {
            return Uni.createFrom().voidItem();
        }
        looked = now;
        return subflows.look().chain(fresh -> {
            lookForSubflows = false;
            if (fresh.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            // Their lines may be older than the newest that is known.
            newest = null;
            readers.reads(this, fresh.keySet());
            return archive.subflows(run, reader, fresh).invoke(this::lostUnless).replaceWithVoid();
        });
    }

    private Uni<Void> read(boolean thorough) {
        Set<UUID> runs = subflows.all();
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
            return newest.minus(SETTLE_OVERLAP);
        }
        return newest.minus(thorough ? config.overlap() : QUICK_OVERLAP);
    }

    private Uni<Void> append(List<SourceLine> page) {
        List<SourceLine> unknown = new ArrayList<>(
                page.stream().filter(line -> !remembered.contains(line.id())).toList());
        if (unknown.isEmpty() || stopped) {
            return Uni.createFrom().voidItem();
        }
        unknown.sort(Comparator.comparing(SourceLine::at));
        return background
                .call(() -> archive.append(run, reader, unknown))
                .invoke(count -> {
                    lostUnless(count.isPresent());
                    count.ifPresent(lines -> appended(unknown, lines));
                })
                .replaceWithVoid();
    }

    private void appended(List<SourceLine> lines, int fresh) {
        if (remembered.size() > REMEMBERED) {
            remembered.clear();
        }
        lines.forEach(line -> remembered.add(line.id()));
        Instant last = Objects.requireNonNull(lines.get(lines.size() - 1)).at();
        newest = newest == null || last.isAfter(newest) ? last : newest;
        if (fresh > 0) {
            added += fresh;
            readers.appended(run);
        }
    }

    private Uni<Void> finishIfDrained() {
        if (plan.over()) {
            return archive.release(run, reader, true).invoke(this::lost);
        }
        if (complete || !plan.drained() || stopped) {
            return Uni.createFrom().voidItem();
        }
        return archive.complete(run, reader)
                .invoke(done -> {
                    lostUnless(done);
                    if (done) {
                        completed();
                    }
                })
                .replaceWithVoid();
    }

    private synchronized void completed() {
        complete = true;
        plan.completed(clock.instant());
        readers.appended(run);
    }

    private void lostUnless(boolean mine) {
        if (!mine) {
            lost();
        }
    }

    private void lost() {
        halt();
        readers.gone(this);
    }
}
