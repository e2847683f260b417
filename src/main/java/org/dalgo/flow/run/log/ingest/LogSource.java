package org.dalgo.flow.run.log.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.run.log.SourceLine;

/** Where lines come from. */
interface LogSource {

    /** All lines at or after a time, oldest first, in pages; null means from the beginning. */
    Multi<List<SourceLine>> since(Collection<UUID> flowRunIds, Instant since);

    /** Runs that a run started, one level down. */
    Uni<List<Subflow>> childrenOf(UUID flowRunId);

    /** Runs that have new lines. Only a hint: some runs with new lines are missing. Never ends. */
    Multi<UUID> hints();

    /** Whether hints can be expected. */
    boolean hintsAvailable();

    /**
     * A subflow.
     *
     * @param flowRunId its id
     * @param taskRunId task run that stands for it in its parent, or null
     */
    record Subflow(UUID flowRunId, UUID taskRunId) {}
}
