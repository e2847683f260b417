package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;

/** Makes whoever makes an organisation its first member. Owned here, as members stand above organisations. */
public interface FoundingMember {

    /** Gives the caller the role they have where they act now. Joins the unit of work in hand. */
    Uni<Void> addTo(OrgId org, Caller caller);
}
