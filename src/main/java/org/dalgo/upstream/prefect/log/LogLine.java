package org.dalgo.upstream.prefect.log;

import java.time.Instant;
import java.util.UUID;

/**
 * One stored log line.
 *
 * @param id given at insert; says nothing about order
 * @param level Python's: 10 debug, 20 info, 30 warning, 40 error, 50 critical
 * @param timestamp when the program wrote it, to the microsecond; not unique, and not the order of arrival
 * @param message its text
 * @param logger name of the logger that wrote it
 * @param flowRunId its run
 * @param taskRunId its task run, or null
 */
public record LogLine(
        UUID id, int level, Instant timestamp, String message, String logger, UUID flowRunId, UUID taskRunId) {}
