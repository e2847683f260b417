package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.OrgId;

/** Makes whoever makes an organisation its first member. Owned here, as members stand above organisations. */
public interface OrgFounder {

    /** Gives the caller the role they have where they act now. Joins the unit of work in hand. */
    Uni<Void> found(OrgId org, Caller caller);
}
