package org.dalgo.flow.run;

import org.dalgo.upstream.prefect.PrefectEvent;

/** Hears how far running syncs are. Owned here, implemented where it is shown. */
public interface SyncListener {

    /** Called on an event loop for each word of progress; must not block. */
    void progressed(PrefectEvent.SyncProgress progress);
}
