package org.dalgo.people.auth.signin;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.people.auth.SessionView;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An open session.
 *
 * @param device what the browser called itself, or null
 * @param address where it signed in from, or null
 * @param current whether it is the session of this request
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SessionResponse(
        UUID id,
        @Schema(nullable = true) String device,
        @Schema(nullable = true) String address,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean current) {

    static SessionResponse of(SessionView session, UUID current) {
        return new SessionResponse(
                session.id(),
                session.device(),
                session.address(),
                session.createdAt(),
                session.lastUsedAt(),
                session.expiresAt(),
                session.id().equals(current));
    }
}
