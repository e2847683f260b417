package org.dalgo.flow.run.log;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Where lines come from. */
interface LogSource {

    /** All lines at or after a time, oldest first, in pages; null means from the beginning. */
    Multi<List<SourceLine>> since(Collection<UUID> flowRunIds, Instant since);

    /** Runs that a run started, one level down. */
    Uni<List<Child>> childrenOf(UUID flowRunId);

    /** Runs that have new lines. Only a hint: some are never told. Never ends. */
    Multi<UUID> hints();

    /** Whether hints can be expected. */
    boolean hinting();

    /**
     * A subflow.
     *
     * @param flowRunId its id
     * @param taskRunId task run that stands for it in its parent, or null
     */
    record Child(UUID flowRunId, UUID taskRunId) {}
}
