package org.dalgo.flow.run.log;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A run as its stream shows it.
 *
 * @param id key of its row
 * @param org whose it is
 * @param flowRunId Prefect's id
 * @param stateType Prefect's state type
 * @param stateName Prefect's state name
 * @param message what there is to say about that state, or null
 * @param startedAt when it began, or null
 * @param endedAt when it ended, or null
 * @param totalRunTime seconds, or null
 * @param lines number of lines that have a place
 * @param complete whether these are all
 */
public record RunSnapshot(
        long id,
        OrgId org,
        UUID flowRunId,
        String stateType,
        String stateName,
        String message,
        Instant startedAt,
        Instant endedAt,
        Double totalRunTime,
        int lines,
        boolean complete) {}
