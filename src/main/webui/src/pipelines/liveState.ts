import type { Lock, Pipeline, Run } from '../api/types';
import { type StateLabel, isTerminal, stateLabel } from '../labels/state';

/** A pipeline of the list together with what the stream says about it. */
export interface LivePipeline extends Pipeline {
  /** The run that is going on, as known from the stream; null when the list alone is known. */
  activeRun: Run | null;
}

export interface LiveState {
  words: StateLabel;
  /** Whether something is going on, so that it can be cancelled and not be started. */
  busy: boolean;
  /** The run to look at; null when there is none, or its id is not known yet. */
  flowRunId: string | null;
  /** Since when it has been going on. */
  since: string | null;
  /** Who started it; null for the schedule or unknown. */
  by: string | null;
}

/** What to show for a pipeline right now: the running run, else the lock, else the last result. */
export function liveState(pipeline: LivePipeline): LiveState {
  const { activeRun, lastRun } = pipeline;
  if (activeRun) {
    return {
      words: stateLabel(activeRun.status, activeRun.state_name),
      busy: true,
      flowRunId: activeRun.id,
      since: activeRun.startTime,
      by: activeRun.orguser,
    };
  }
  // The server shows a lock a little longer than the run lasts; the result is the newer truth then.
  const lock = pipeline.lock?.flowRunId && pipeline.lock.flowRunId === lastRun?.id ? null : pipeline.lock;
  if (lock) {
    // Held by something else: its run is neither this pipeline's to show nor to cancel.
    const flowRunId = lock.status === 'locked' ? null : lock.flowRunId || null;
    return { words: lockLabels(lock), busy: true, flowRunId, since: lock.lockedAt, by: lock.lockedBy };
  }
  if (lastRun) {
    return {
      words: stateLabel(lastRun.status, lastRun.state_name),
      busy: false,
      flowRunId: lastRun.id,
      since: null,
      by: lastRun.orguser,
    };
  }
  return { words: { label: 'Never run', tone: 'idle' }, busy: false, flowRunId: null, since: null, by: null };
}

/** Folds a `run` event in. A cancelled run is no result: lists leave it out, and so does this. */
export function withRun(pipeline: LivePipeline, run: Run): LivePipeline {
  if (!isTerminal(run.status)) return { ...pipeline, activeRun: run };
  const activeRun = pipeline.activeRun?.id === run.id ? null : pipeline.activeRun;
  const isNewest = !pipeline.lastRun || pipeline.lastRun.id === run.id || begin(run) >= begin(pipeline.lastRun);
  // Without an id it never reached Prefect; lists leave that out as well.
  const isResult = run.status !== 'CANCELLED' && run.id !== null;
  const lastRun = isResult && isNewest ? run : pipeline.lastRun;
  return { ...pipeline, activeRun, lastRun };
}

export function withLock(pipeline: LivePipeline, lock: Lock | null): LivePipeline {
  return { ...pipeline, lock };
}

/** Takes a fresh list over what is known; the list decides whether anything is going on. */
export function withList(known: readonly LivePipeline[], list: readonly Pipeline[]): LivePipeline[] {
  const active = new Map(known.map(({ deploymentId, activeRun }) => [deploymentId, activeRun]));
  return list.map((pipeline) => {
    const run = active.get(pipeline.deploymentId) ?? null;
    const isOver = !pipeline.lock || pipeline.lastRun?.id === run?.id;
    return { ...pipeline, activeRun: isOver ? null : run };
  });
}

function lockLabels(lock: Lock): StateLabel {
  switch (lock.status) {
    case 'running':
      return { label: 'Running', tone: 'live' };
    case 'queued':
      return { label: 'Queued', tone: 'wait' };
    case 'complete':
      return { label: 'Finishing', tone: 'wait' };
    case 'cancelled':
      return { label: 'Cancelling', tone: 'wait' };
    default:
      return {
        label: 'In use',
        tone: 'wait',
        hint: 'A step of this pipeline is being used by something else right now. It can run again when that is done.',
      };
  }
}

function begin(run: Run): number {
  return Date.parse(run.startTime ?? run.expectedStartTime ?? '') || 0;
}
