package org.dalgo.flow.run.log.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.dalgo.flow.run.log.SourceLine;

/** Prefect's logs, in memory: a test adds lines in an order of its choice. */
@Alternative
@ApplicationScoped
public class FakeLogSource implements LogSource {

    private static final int PAGE = 200;

    private final Map<UUID, List<SourceLine>> lines = new ConcurrentHashMap<>();
    private final Map<UUID, List<Subflow>> children = new ConcurrentHashMap<>();
    private final Map<UUID, AtomicInteger> reads = new ConcurrentHashMap<>();
    private final BroadcastProcessor<UUID> hints = BroadcastProcessor.create();
    private volatile boolean down;

    /** Stores a line and publishes a hint. */
    public SourceLine write(UUID flowRunId, Instant at, int level, String message) {
        return write(flowRunId, null, at, level, message);
    }

    public SourceLine write(UUID flowRunId, UUID taskRunId, Instant at, int level, String message) {
        SourceLine line = new SourceLine(UUID.randomUUID(), at, level, message, flowRunId, taskRunId);
        lines.computeIfAbsent(flowRunId, ignored -> new CopyOnWriteArrayList<>())
                .add(line);
        hints.onNext(flowRunId);
        return line;
    }

    /** Stores many lines at once, as a process that flushes does. */
    public void writeAll(UUID flowRunId, List<SourceLine> batch) {
        lines.computeIfAbsent(flowRunId, ignored -> new CopyOnWriteArrayList<>())
                .addAll(batch);
        hints.onNext(flowRunId);
    }

    public void child(UUID parent, UUID child, UUID taskRunId) {
        children.computeIfAbsent(parent, ignored -> new CopyOnWriteArrayList<>())
                .add(new Subflow(child, taskRunId));
    }

    public void delete(UUID flowRunId) {
        lines.remove(flowRunId);
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    /** How often the log of a run was requested. */
    public int reads(UUID flowRunId) {
        return reads.computeIfAbsent(flowRunId, ignored -> new AtomicInteger()).get();
    }

    @Override
    public Multi<List<SourceLine>> since(Collection<UUID> flowRunIds, Instant since) {
        return Multi.createFrom().deferred(() -> {
            if (down) {
                return Multi.createFrom().failure(new IllegalStateException("Prefect cannot be reached"));
            }
            flowRunIds.forEach(id ->
                    reads.computeIfAbsent(id, ignored -> new AtomicInteger()).incrementAndGet());
            List<SourceLine> found = new ArrayList<>();
            flowRunIds.forEach(id -> found.addAll(lines.getOrDefault(id, List.of())));
            found.removeIf(line -> since != null && line.at().isBefore(since));
            found.sort(Comparator.comparing(SourceLine::at));
            List<List<SourceLine>> pages = new ArrayList<>();
            for (int from = 0; from < found.size(); from += PAGE) {
                pages.add(found.subList(from, Math.min(found.size(), from + PAGE)));
            }
            return Multi.createFrom().iterable(pages);
        });
    }

    @Override
    public Uni<List<Subflow>> childrenOf(UUID flowRunId) {
        return Uni.createFrom().item(children.getOrDefault(flowRunId, List.of()));
    }

    @Override
    public Multi<UUID> hints() {
        return hints.onOverflow().drop();
    }

    @Override
    public boolean hintsAvailable() {
        return true;
    }
}
