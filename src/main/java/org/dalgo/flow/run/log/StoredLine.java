package org.dalgo.flow.run.log;

import java.time.Instant;
import java.util.UUID;

/**
 * A line that has its place.
 *
 * @param seq its place, from 1 without gaps
 * @param at when the program wrote it
 * @param level Python's level
 * @param message its text
 * @param flowRunId run or subflow that wrote it
 * @param taskRunId its task run, or null
 * @param step label of the pipeline's step that wrote it, or null
 */
public record StoredLine(int seq, Instant at, int level, String message, UUID flowRunId, UUID taskRunId, String step) {}
