package org.dalgo.flow.lock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A lock as the web app reads it.
 *
 * @param lockedBy address of the person who runs it, or {@value #SYSTEM} when the schedule did
 * @param lockedAt when it was taken
 * @param flowRunId Prefect's id of the run, empty until it is known
 * @param status {@code queued}, {@code running}, {@code complete}, or {@code locked} when another deployment holds it
 * @param celeryTaskId key of the progress of the run, when it is followed as a piece of work; or null
 */
@RegisterForReflection
public record LockResponse(
        String lockedBy,
        Instant lockedAt,
        String flowRunId,
        String status,
        @Schema(nullable = true) String celeryTaskId) {

    /** Stands for the scheduler, as the web app has always shown it. */
    public static final String SYSTEM = "System User";

    private static final Set<String> WAITING = Set.of("SCHEDULED", "PENDING");
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CRASHED", "CANCELLED");

    /**
     * The lock as seen from a deployment.
     *
     * @param email of the owner, or null for the scheduler
     * @param stateType of the run that holds it
     * @param own whether the run is one of the deployment that is looking
     * @param progress key of the progress of the run, or null
     */
    public static LockResponse of(
            String email, Instant lockedAt, UUID flowRunId, String stateType, boolean own, UUID progress) {
        return new LockResponse(
                email == null ? SYSTEM : email,
                lockedAt,
                flowRunId == null ? "" : flowRunId.toString(),
                own ? status(stateType) : "locked",
                progress == null ? null : progress.toString());
    }

    private static String status(String stateType) {
        if (WAITING.contains(stateType)) {
            return "queued";
        }
        return ENDED.contains(stateType) ? "complete" : "running";
    }
}
