package org.dalgo.upstream.prefect.log;

import java.time.Instant;
import java.util.UUID;

/**
 * A line to be written into a run's log.
 *
 * @param flowRunId the run
 * @param taskRunId a task run of it, or null
 * @param logger name of the writer, shown as the logger
 * @param level Python's: 20 info, 30 warning, 40 error
 * @param timestamp when it happened
 * @param message its text
 */
public record LogDraft(UUID flowRunId, UUID taskRunId, String logger, int level, Instant timestamp, String message) {}
