package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;

/** Makes the creator of an organisation its first member. Owned here, because {@code member} uses {@code org}. */
public interface FoundingMember {

    /** Gives the caller the role that they have in the organisation of the request. Joins the current transaction. */
    Uni<Void> addTo(OrgId org, Caller caller);
}
