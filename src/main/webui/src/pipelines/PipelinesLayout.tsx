import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import { Outlet } from 'react-router';
import { useSession } from '../session/SessionProvider';
import { Blank } from '../ui/Notice';
import { PipelineFeed, type PipelinesSnapshot } from './PipelineFeed';

const FeedContext = createContext<PipelineFeed | null>(null);

/** The pages about pipelines, for those whose role includes them. */
export function PipelinesLayout() {
  const { can } = useSession();
  if (can('can_view_pipelines')) return <WithFeed withHistory={can('can_view_pipeline_overview')} />;
  return (
    <div className="page">
      <h1>Pipelines</h1>
      <Blank title="Your role does not include pipelines">
        In this organisation you can read reports, but not see how their data is prepared. If you need to, ask one of its
        account managers for another role.
      </Blank>
    </div>
  );
}

/** Keeps one stream open for all pages about pipelines. */
function WithFeed({ withHistory }: { withHistory: boolean }) {
  const [feed, setFeed] = useState<PipelineFeed | null>(null);
  useEffect(() => {
    const opened = new PipelineFeed(withHistory);
    opened.start();
    setFeed(opened);
    return () => opened.stop();
  }, [withHistory]);
  if (!feed) return null;
  return (
    <FeedContext value={feed}>
      <Outlet />
    </FeedContext>
  );
}

export function usePipelineFeed(): PipelineFeed {
  const feed = use(FeedContext);
  if (!feed) throw new Error('usePipelineFeed outside PipelinesLayout');
  return feed;
}

export function usePipelines(): PipelinesSnapshot {
  const feed = usePipelineFeed();
  return useSyncExternalStore(feed.subscribe, feed.snapshot);
}
