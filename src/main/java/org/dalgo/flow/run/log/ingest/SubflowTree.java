package org.dalgo.flow.run.log.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The tree of subflows below a run, as far as it is known. Not safe for several threads. */
class SubflowTree {

    /** Deeper than any flow of ours; guards against a tree that bites its tail. */
    private static final int MAX_DEPTH = 8;

    private final UUID root;
    private final LogSource source;

    /** Each subflow with the task run of the root under which it works. */
    private final Map<UUID, UUID> steps = new HashMap<>();

    SubflowTree(UUID root, LogSource source) {
        this.root = root;
        this.source = source;
    }

    /** The run and everything below it. */
    Set<UUID> flowRunIds() {
        Set<UUID> all = new HashSet<>(steps.keySet());
        all.add(root);
        return all;
    }

    /** Looks for subflows that are new since the last look. */
    Uni<Map<UUID, UUID>> discover() {
        Map<UUID, UUID> fresh = new HashMap<>();
        return descend(List.of(root), fresh, new HashSet<>(Set.of(root)), 0).replaceWith(fresh);
    }

    /** @param seen each flow run is looked below once, whatever Prefect says its parents are */
    private Uni<Void> descend(List<UUID> parents, Map<UUID, UUID> fresh, Set<UUID> seen, int depth) {
        if (parents.isEmpty() || depth >= MAX_DEPTH) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> below = new ArrayList<>();
        return Multi.createFrom()
                .iterable(parents)
                .onItem()
                .transformToUniAndConcatenate(
                        parent -> source.childrenOf(parent).invoke(found -> add(parent, found, fresh, seen, below)))
                .onItem()
                .ignoreAsUni()
                .chain(() -> descend(below, fresh, seen, depth + 1));
    }

    private void add(
            UUID parent, List<LogSource.Subflow> children, Map<UUID, UUID> fresh, Set<UUID> seen, List<UUID> below) {
        for (LogSource.Subflow subflow : children) {
            UUID step = parent.equals(root) ? subflow.taskRunId() : steps.get(parent);
            if (seen.add(subflow.flowRunId())) {
                below.add(subflow.flowRunId());
            }
            if (!steps.containsKey(subflow.flowRunId())) {
                steps.put(subflow.flowRunId(), step);
                fresh.put(subflow.flowRunId(), step);
            }
        }
    }
}
