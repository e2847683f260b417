package org.dalgo.upstream.prefect.log;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * One page of log lines.
 *
 * @param flowRunIds whose lines; a run's log does not contain those of its subflows
 * @param after lines at or after this time, or null for all
 * @param minLevel least level, or null for all
 * @param newestFirst order by time, backwards if true; lines of the same time come in any order
 * @param limit rows, at most the page size
 * @param offset rows to skip; reliable only once the run has ended and its last lines have come in
 */
public record LogQuery(
        List<UUID> flowRunIds, Instant after, Integer minLevel, boolean newestFirst, int limit, int offset) {

    public LogQuery {
        flowRunIds = List.copyOf(flowRunIds);
    }

    /** The first lines of these runs. */
    public static LogQuery first(Collection<UUID> flowRunIds, int limit) {
        return new LogQuery(List.copyOf(flowRunIds), null, null, false, limit, 0);
    }

    /** The last lines of these runs, newest first. */
    public static LogQuery last(Collection<UUID> flowRunIds, int limit) {
        return new LogQuery(List.copyOf(flowRunIds), null, null, true, limit, 0);
    }
}
