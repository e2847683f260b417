package org.dalgo.platform.security;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.tenancy.OrgId;

/**
 * The caller and the organisation of the request.
 *
 * @param account primary key of the person's account
 * @param email their address, shown to colleagues as the author of a run
 * @param session the sign-in this request belongs to
 * @param org the organisation they act in
 * @param orgSlug its name on the wire
 * @param roleLevel rank of their role there; a higher one manages a lower one
 * @param permissions what that role may do
 * @param expiresAt end of the access token
 */
public record Caller(
        long account,
        String email,
        UUID session,
        OrgId org,
        String orgSlug,
        int roleLevel,
        Set<Permission> permissions,
        Instant expiresAt) {

    /** Fails with FORBIDDEN unless the caller's role carries the permission. */
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new Failure(Problem.FORBIDDEN, "not allowed");
        }
    }

    /** Whether the caller's role carries the permission. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
