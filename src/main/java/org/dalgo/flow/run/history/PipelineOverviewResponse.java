package org.dalgo.flow.run.history;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.run.state.RunResponse;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A pipeline and its latest finished runs, newest first.
 *
 * @param lock who runs it now, or null; that another deployment holds its tasks is no run of it
 */
public record PipelineOverviewResponse(
        String name,
        UUID deploymentId,
        @Schema(nullable = true) String cron,
        String deploymentName,
        List<RunResponse> runs,
        @Schema(nullable = true) Lock lock) {

    /** Who runs it, since when. */
    public record Lock(String lockedBy, Instant lockedAt) {}
}
