import { useCallback, useEffect, useRef, useState } from 'react';
import { listRuns } from '../api/endpoints';
import { sentence } from '../api/errors';
import type { Run, RunWithSteps } from '../api/types';
import { isTerminal } from '../labels/state';

export const PAGE = 10;

interface History {
  /** Null until the first page has come. */
  runs: readonly RunWithSteps[] | null;
  hasMore: boolean;
  busy: boolean;
  error: string | null;
  more: () => void;
}

/** Finished runs of a pipeline, newest first, by the page; read again when one ends. */
export function useHistory(deploymentId: string, onRun: (listener: (run: Run) => void) => () => void): History {
  const [runs, setRuns] = useState<readonly RunWithSteps[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const reading = useRef(0);
  const loaded = useRef(0);

  const read = useCallback(
    async (offset: number) => {
      const mine = ++reading.current;
      setBusy(true);
      try {
        const page = await listRuns(deploymentId, PAGE, offset);
        if (mine !== reading.current) return;
        setRuns((before) => {
          const merged = merge(offset === 0 ? page : (before ?? []), offset === 0 ? (before ?? []) : page);
          loaded.current = merged.length;
          return merged;
        });
        if (offset > 0 || loaded.current <= PAGE) setHasMore(page.length === PAGE);
        setError(null);
      } catch (failure) {
        if (mine === reading.current) setError(sentence(failure));
      } finally {
        if (mine === reading.current) setBusy(false);
      }
    },
    [deploymentId],
  );

  useEffect(() => {
    setRuns(null);
    loaded.current = 0;
    void read(0);
    const stop = onRun((run) => {
      if (run.deployment_id === deploymentId && isTerminal(run.status)) void read(0);
    });
    return () => {
      reading.current++;
      stop();
    };
  }, [deploymentId, onRun, read]);

  return { runs, hasMore, busy, error, more: () => void read(loaded.current) };
}

/** A run that ended meanwhile moves every later page by one: what comes twice is taken once. */
function merge(first: readonly RunWithSteps[], second: readonly RunWithSteps[]): RunWithSteps[] {
  const seen = new Set(first.map(({ id }) => id));
  return [...first, ...second.filter(({ id }) => !seen.has(id))];
}
