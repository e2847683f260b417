import { useRef } from 'react';
import { Blank, Notice } from '../ui/Notice';
import { moveFocus, useShortcuts } from '../ui/useShortcuts';
import { useTitle } from '../ui/useTitle';
import { LiveMark } from './LiveMark';
import { type LivePipeline, liveState } from './liveState';
import { PipelineRow } from './PipelineRow';
import { usePipelineFeed, usePipelines } from './PipelinesLayout';

export function PipelinesPage() {
  useTitle('Pipelines');
  const { pipelines, history, error, status } = usePipelines();
  const { reload } = usePipelineFeed();
  const list = useRef<HTMLUListElement>(null);
  const down = () => moveFocus(list.current, 1);
  const up = () => moveFocus(list.current, -1);
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });

  const again = (
    <button className="button" onClick={() => void reload()}>
      Try again
    </button>
  );
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Pipelines</h1>
          {pipelines && pipelines.length > 0 && <p className="muted">{summary(pipelines)}</p>}
        </div>
        {pipelines && <LiveMark status={status} />}
      </div>
      {error && pipelines && (
        <Notice tone="warn" title="This list may be out of date." action={again}>
          {error}
        </Notice>
      )}
      {!pipelines && error && (
        <Blank tone="bad" title="Your pipelines could not be loaded" action={again}>
          {error}
        </Blank>
      )}
      {!pipelines && !error && <Skeleton />}
      {pipelines?.length === 0 && (
        <Blank title="No pipelines yet">
          A pipeline brings your data in and prepares it, step by step, on a schedule. Pipelines that you or your colleagues
          make in Dalgo show up here by themselves.
        </Blank>
      )}
      {pipelines && pipelines.length > 0 && (
        <ul className="rows" ref={list}>
          {pipelines.map((pipeline) => (
            <PipelineRow key={pipeline.deploymentId} pipeline={pipeline} runs={history.get(pipeline.deploymentId)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function summary(pipelines: readonly LivePipeline[]): string {
  const states = pipelines.map(liveState);
  const busy = states.filter((state) => state.busy).length;
  const attention = states.filter(({ words }) => words.tone === 'bad' || words.tone === 'warn').length;
  const parts = [pipelines.length === 1 ? '1 pipeline' : `${pipelines.length} pipelines`];
  if (busy > 0) parts.push(`${busy} running now`);
  if (attention > 0) parts.push(attention === 1 ? '1 needs a look' : `${attention} need a look`);
  return parts.join(' · ');
}

function Skeleton() {
  return (
    <ul className="rows" aria-busy="true" aria-label="Loading pipelines">
      {[0, 1, 2].map((i) => (
        <li key={i} className="row skeleton">
          <i style={{ width: `${34 - i * 6}%` }} />
          <i style={{ width: '18%' }} />
        </li>
      ))}
    </ul>
  );
}
