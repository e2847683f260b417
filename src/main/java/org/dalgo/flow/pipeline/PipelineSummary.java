package org.dalgo.flow.pipeline;

import java.util.UUID;
import org.dalgo.flow.lock.LockResponse;
import org.dalgo.flow.run.state.RunResponse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A pipeline as the list shows it.
 *
 * @param status whether it runs by schedule
 * @param cron null when it runs on demand only
 * @param lastRun newest finished run that was not cancelled, or null
 * @param lock who runs one of its tasks now, or null
 * @param queuedFlowRunWaitTime estimates are not made: always null
 */
public record PipelineSummary(
        String name,
        boolean status,
        String deploymentName,
        UUID deploymentId,
        @Schema(nullable = true) String cron,
        @Schema(nullable = true) RunResponse lastRun,
        @Schema(nullable = true) LockResponse lock,
        @Schema(nullable = true) Object queuedFlowRunWaitTime) {}
