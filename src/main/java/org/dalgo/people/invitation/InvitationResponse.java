package org.dalgo.people.invitation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An invitation that waits for an answer.
 *
 * @param invitedOn when it was last sent
 * @param expiresOn until when it can be accepted
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InvitationResponse(long id, String invitedEmail, Role invitedRole, Instant invitedOn, Instant expiresOn) {

    /** The role that waits for the person. */
    @Schema(name = "InvitationRole")
    public record Role(UUID uuid, String name) {}
}
