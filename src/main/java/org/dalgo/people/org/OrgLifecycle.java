package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What a room has in other systems for an organisation. Owned here, implemented above. Both methods are called again after a
 * crash, and again after a failure: they look first what is there. Neither is called within a unit of work.
 */
public interface OrgLifecycle {

    /** Rooms that stand on others go first when an organisation is removed, and last when it is made. */
    enum Stage {
        RUNS,
        CONNECTIONS,
        STORES,
        WORKSPACE
    }

    Stage stage();

    /** Makes what every organisation has from its first day. A failure that repeating cannot mend ends the organisation. */
    default Uni<Void> setUp(OrgView org) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Removes what the room has for the organisation in other systems. Its rows go with the organisation's.
     *
     * @return what could not be removed, each in words by which an operator finds it; never a secret
     */
    default Uni<List<String>> remove(OrgView org) {
        return Uni.createFrom().item(List.of());
    }
}
