package org.dalgo.people.role;

import java.util.List;
import java.util.Optional;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A signed-in person and all their memberships, oldest first.
 *
 * @param active whether the account is active and the session still open
 */
public record PrincipalView(
        long account, String email, boolean emailVerified, boolean active, List<MembershipView> memberships) {

    /** Where they are a member. */
    List<OrgId> orgs() {
        return memberships.stream().map(MembershipView::org).toList();
    }

    /** The membership that a request acts as: the one named, else the first. */
    public Optional<MembershipView> membershipIn(String orgSlug) {
        return memberships.stream()
                .filter(m -> orgSlug == null || m.orgSlug().equals(orgSlug))
                .findFirst();
    }
}
