package org.dalgo.flow.run.log.view;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.flow.run.event.SyncProgressListener;
import org.dalgo.upstream.prefect.event.PrefectEvent.SyncProgress;

/** Sends the progress of syncs to the viewers of their run. Each replica has an event socket of its own. */
@ApplicationScoped
class SyncProgressBroadcaster implements SyncProgressListener {

    private final RunFeedRegistry feeds;

    @Inject
    SyncProgressBroadcaster(RunFeedRegistry feeds) {
        this.feeds = feeds;
    }

    @Override
    public void onProgress(SyncProgress progress) {
        LogEventEncoder.ProgressEvent data = new LogEventEncoder.ProgressEvent(
                progress.label(), progress.records(), progress.bytes(), progress.estimatedTotal());
        for (RunFeed feed : feeds.loadedFeeds()) {
            if (feed.covers(progress.flowRunId())) {
                feed.onProgress(data);
            }
        }
    }
}
