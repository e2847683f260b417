package org.dalgo.data.transform.canvas.lock;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;

/**
 * The caller's lock on the canvas, in the words of all clients that there have been.
 *
 * @param lockToken names this lock, as {@code lockId} does
 * @param expiresAt when it lapses unless it is renewed
 * @param lockedBy address of who holds it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CanvasLockResponse(
        UUID lockToken,
        UUID lockId,
        Instant expiresAt,
        Instant lockedAt,
        String lockedBy,
        boolean isLocked,
        boolean lockedByCurrentUser) {}
