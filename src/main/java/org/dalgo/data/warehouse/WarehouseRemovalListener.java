package org.dalgo.data.warehouse;

import io.smallrye.mutiny.Uni;
import org.dalgo.platform.security.Caller;

/**
 * What a room has to remove when the warehouse goes for which it was made. Owned here, implemented by the rooms that use the
 * warehouse. When it is called nothing can be run any more: deployments and tasks are gone. Called again after a failure,
 * it goes on with what is left. Not called within a unit of work.
 */
public interface WarehouseRemovalListener {

    /** Removes what the room has here and in other systems; a failure keeps the warehouse. */
    Uni<Void> onRemoved(Caller by);
}
