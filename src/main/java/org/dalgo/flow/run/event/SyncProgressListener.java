package org.dalgo.flow.run.event;

import org.dalgo.upstream.prefect.event.PrefectEvent;

/** Hears how far running syncs are. Owned here, implemented where it is shown. */
public interface SyncProgressListener {

    /** Called on an event loop for each word of progress; must not block. */
    void onProgress(PrefectEvent.SyncProgress progress);
}
