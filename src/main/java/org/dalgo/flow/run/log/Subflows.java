package org.dalgo.flow.run.log;

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
class Subflows {

    /** Deeper than any flow of ours; guards against a tree that bites its tail. */
    private static final int DEEPEST = 8;

    private final UUID root;
    private final LogSource source;

    /** Each subflow with the task run of the root under which it works. */
    private final Map<UUID, UUID> steps = new HashMap<>();

    Subflows(UUID root, LogSource source) {
        this.root = root;
        this.source = source;
    }

    /** The run and everything below it. */
    Set<UUID> all() {
        Set<UUID> all = new HashSet<>(steps.keySet());
        all.add(root);
        return all;
    }

    /** Looks for subflows that are new since the last look. */
    Uni<Map<UUID, UUID>> look() {
        Map<UUID, UUID> fresh = new HashMap<>();
        return descend(List.of(root), fresh, 0).replaceWith(fresh);
    }

    private Uni<Void> descend(List<UUID> parents, Map<UUID, UUID> fresh, int depth) {
        if (parents.isEmpty() || depth >= DEEPEST) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> below = new ArrayList<>();
        return Multi.createFrom()
                .iterable(parents)
                .onItem()
                .transformToUniAndConcatenate(
                        parent -> source.childrenOf(parent).invoke(found -> note(parent, found, fresh, below)))
                .onItem()
                .ignoreAsUni()
                .chain(() -> descend(below, fresh, depth + 1));
    }

    private void note(UUID parent, List<LogSource.Child> children, Map<UUID, UUID> fresh, List<UUID> below) {
        for (LogSource.Child child : children) {
            UUID step = parent.equals(root) ? child.taskRunId() : steps.get(parent);
            below.add(child.flowRunId());
            if (!steps.containsKey(child.flowRunId())) {
                steps.put(child.flowRunId(), step);
                fresh.put(child.flowRunId(), step);
            }
        }
    }
}
