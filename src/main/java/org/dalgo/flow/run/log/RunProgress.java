package org.dalgo.flow.run.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.flow.run.SyncListener;
import org.dalgo.upstream.prefect.PrefectEvent.SyncProgress;

/** Shows the viewers of a run how far its syncs are. Each replica hears Prefect's events itself, so nothing is passed on. */
@ApplicationScoped
class RunProgress implements SyncListener {

    private final RunFeeds feeds;

    @Inject
    RunProgress(RunFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public void progressed(SyncProgress progress) {
        LogFrames.Progress data = new LogFrames.Progress(
                progress.label(), progress.records(), progress.bytes(), progress.estimatedTotal());
        for (RunFeed feed : feeds.all()) {
            if (feed.covers(progress.flowRunId())) {
                feed.progress(data);
            }
        }
    }
}
