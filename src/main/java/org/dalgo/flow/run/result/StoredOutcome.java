package org.dalgo.flow.run.result;

import java.time.Instant;
import java.util.UUID;

/**
 * An outcome with the step that stored it.
 *
 * @param taskRunId Prefect's id of the step
 * @param at when it was stored
 */
record StoredOutcome(UUID taskRunId, Instant at, StepOutcome outcome) {}
