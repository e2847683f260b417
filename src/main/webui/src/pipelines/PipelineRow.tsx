import { Link } from 'react-router';
import type { Run } from '../api/types';
import { Icon } from '../ui/Icon';
import { StateBadge } from '../ui/StateBadge';
import { useNow } from '../ui/useNow';
import { scheduleLabel } from '../labels/schedule';
import { ago, duration, elapsed, exactTime } from '../labels/time';
import { type LivePipeline, type LiveState, liveState } from './liveState';
import { PipelineActions } from './PipelineActions';
import { RunBars } from './RunBars';

export function PipelineRow({ pipeline, runs }: { pipeline: LivePipeline; runs: readonly Run[] | undefined }) {
  const state = liveState(pipeline);
  return (
    <li className={`row tone-${state.words.tone}`}>
      <div className="row-main">
        <h2>
          <Link data-row to={`/pipelines/${pipeline.deploymentId}`}>
            {pipeline.name}
          </Link>
        </h2>
        <Schedule cron={pipeline.cron} active={pipeline.status} />
      </div>
      <div className="row-bars">{runs && runs.length > 1 && <RunBars runs={runs} />}</div>
      <div className="row-state">
        <StateBadge words={state.words} />
        <When state={state} lastRun={pipeline.lastRun} />
      </div>
      <PipelineActions pipeline={pipeline} />
    </li>
  );
}

export function Schedule({ cron, active }: { cron: string | null; active: boolean }) {
  return (
    <p className="schedule">
      <Icon name={cron ? 'clock' : 'dash'} />
      <span title={cron ? `${cron} (cron, UTC)` : undefined}>{scheduleLabel(cron)}</span>
      {cron && !active && <span className="tag">Paused</span>}
    </p>
  );
}

export function When({ state, lastRun }: { state: LiveState; lastRun: Run | null }) {
  const now = useNow(state.busy ? 1_000 : 20_000);
  if (state.busy) {
    const since = duration(elapsed(state.since, null, now));
    return (
      <p className="muted when">
        {since && <span className="count">for {since}</span>}
        {state.by && ` · started by ${state.by}`}
      </p>
    );
  }
  if (!lastRun) return <p className="muted when">It will show here once it has run.</p>;
  const took = duration(lastRun.totalRunTime);
  return (
    <p className="muted when" title={exactTime(lastRun.startTime ?? lastRun.expectedStartTime)}>
      {ago(lastRun.startTime ?? lastRun.expectedStartTime, now)}
      {took && ` · took ${took}`}
    </p>
  );
}
