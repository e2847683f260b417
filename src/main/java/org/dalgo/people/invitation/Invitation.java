package org.dalgo.people.invitation;

import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * An open invitation. Only the invited person has its code.
 *
 * @param level rank of the role
 * @param inviter address of who invited, or null when their account is gone
 */
record Invitation(
        long id,
        OrgId org,
        String orgName,
        String email,
        int role,
        UUID roleUuid,
        String roleName,
        int level,
        String inviter,
        Instant invitedAt,
        Instant expiresAt) {

    InvitationResponse toResponse() {
        return new InvitationResponse(id, email, new InvitationResponse.Role(roleUuid, roleName), invitedAt, expiresAt);
    }
}
