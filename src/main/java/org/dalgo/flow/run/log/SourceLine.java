package org.dalgo.flow.run.log;

import java.time.Instant;
import java.util.UUID;

/**
 * A line as it was read, before it has a place.
 *
 * @param id given by Prefect; the same line always has the same
 * @param at when the program wrote it
 * @param level Python's: 10 debug, 20 info, 30 warning, 40 error, 50 critical
 * @param message its text
 * @param flowRunId run or subflow that wrote it
 * @param taskRunId its task run, or null
 */
public record SourceLine(UUID id, Instant at, int level, String message, UUID flowRunId, UUID taskRunId) {}
