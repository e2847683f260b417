import { useEffect, useState } from 'react';
import { getPipeline, getRun } from '../api/endpoints';
import type { FlowRun, PipelineDetails } from '../api/types';
import { RunFeed } from './RunFeed';

/** The live feed of a run; null for the one render before it is opened. */
export function useRunFeed(flowRunId: string): RunFeed | null {
  const [feed, setFeed] = useState<RunFeed | null>(null);
  useEffect(() => {
    const opened = new RunFeed(flowRunId);
    opened.start();
    setFeed(opened);
    return () => opened.stop();
  }, [flowRunId]);
  return feed;
}

interface RunNames {
  run: FlowRun | null;
  pipeline: PipelineDetails | null;
}

/** Names for the heading and the steps. The page works without them, so that a failure here stays silent. */
export function useRunNames(flowRunId: string): RunNames {
  const [names, setNames] = useState<RunNames>({ run: null, pipeline: null });
  useEffect(() => {
    let current = true;
    const read = async () => {
      const run = await getRun(flowRunId);
      if (current) setNames({ run, pipeline: null });
      const pipeline = run.deployment_id ? await getPipeline(run.deployment_id) : null;
      if (current) setNames({ run, pipeline });
    };
    setNames({ run: null, pipeline: null });
    read().catch(() => {});
    return () => {
      current = false;
    };
  }, [flowRunId]);
  return names;
}
