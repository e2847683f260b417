package org.dalgo.upstream.prefect.artifact;

import java.time.Instant;
import java.util.UUID;

/**
 * Data that a step of a flow run stored.
 *
 * @param taskRunId the task run that stored it, or null
 * @param created when it was stored
 * @param data what was stored, JSON where it was not a text
 */
public record Artifact(UUID id, UUID taskRunId, Instant created, String data) {}
