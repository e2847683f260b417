package org.dalgo.upstream.prefect.run;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One page of past and present top-level runs, newest start first; runs that are only planned are left out.
 *
 * @param deploymentIds whose runs; none means none
 * @param types only these types; empty for all but SCHEDULED
 * @param startedAfter not older than this, or null
 * @param limit rows, at most the page size
 * @param offset rows to skip
 */
public record HistoryQuery(
        List<UUID> deploymentIds, Set<StateType> types, Instant startedAfter, int limit, int offset) {

    public HistoryQuery {
        deploymentIds = List.copyOf(deploymentIds);
        types = Set.copyOf(types);
    }

    /** The newest runs of these deployments. */
    public static HistoryQuery newest(Collection<UUID> deploymentIds, int limit) {
        return new HistoryQuery(List.copyOf(deploymentIds), Set.of(), null, limit, 0);
    }
}
