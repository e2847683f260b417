package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.tenancy.OrgId;

/**
 * What a room has to put in order when a person leaves an organisation. Owned here, implemented above. What the person made
 * stays the organisation's.
 */
public interface MemberRemovalListener {

    /** Joins the unit of work that removes the membership. */
    Uni<Void> onRemoved(OrgId org, Member member);
}
