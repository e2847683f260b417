package org.dalgo.flow.run.event;

import org.dalgo.upstream.prefect.event.PrefectEvent;

/** Receives the progress of running syncs. Owned here, implemented by the log view. */
public interface SyncProgressListener {

    /** Called on an event loop for each progress event; must not block. */
    void onProgress(PrefectEvent.SyncProgress progress);
}
