package org.dalgo.flow.run.state;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/** Receives the end of runs. Owned here, implemented by rooms that act on the result of a run. */
public interface RunListener {

    /**
     * Called in the unit of work that writes the end, and again when the end is written more exactly. It belongs to no
     * organisation.
     *
     * @param org whose run it was
     * @param connections Airbyte's ids of the connections that it was to sync or to clear; at least one
     */
    Uni<Void> onRunEnded(OrgId org, List<UUID> connections);
}
