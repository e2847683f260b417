import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import { Outlet } from 'react-router';
import { useSession } from '../session/SessionProvider';
import { PipelineFeed, type PipelinesSnapshot } from './PipelineFeed';

const FeedContext = createContext<PipelineFeed | null>(null);

/** Keeps one stream open for all pages about pipelines. */
export function PipelinesLayout() {
  const withHistory = useSession().can('can_view_pipeline_overview');
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
