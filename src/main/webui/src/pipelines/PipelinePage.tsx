import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { getPipeline } from '../api/endpoints';
import { sentence } from '../api/errors';
import type { PipelineDetails, RunWithSteps, TaskNode } from '../api/types';
import { Icon } from '../ui/Icon';
import { Blank, Notice } from '../ui/Notice';
import { StateBadge, StateMark } from '../ui/StateBadge';
import { useNow } from '../ui/useNow';
import { moveFocus, useShortcuts } from '../ui/useShortcuts';
import { useTitle } from '../ui/useTitle';
import { stateLabel } from '../labels/state';
import { stepLabel } from '../labels/steps';
import { ago, dateTime, duration, elapsed, exactTime } from '../labels/time';
import { LiveMark } from './LiveMark';
import { liveState } from './liveState';
import { PipelineActions } from './PipelineActions';
import { Schedule, When } from './PipelineRow';
import { usePipelineFeed, usePipelines } from './PipelinesLayout';
import { useHistory } from './useHistory';

export function PipelinePage() {
  const { deploymentId = '' } = useParams();
  const { pipelines, status } = usePipelines();
  const { onRun } = usePipelineFeed();
  const pipeline = pipelines?.find((each) => each.deploymentId === deploymentId);
  const { details, error } = useDetails(deploymentId);
  const history = useHistory(deploymentId, onRun);
  const list = useRef<HTMLUListElement>(null);
  const down = () => moveFocus(list.current, 1);
  const up = () => moveFocus(list.current, -1);
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });
  const name = details?.name ?? pipeline?.name;
  useTitle(name ?? 'Pipeline');
  const connections = useMemo(
    () => new Map(details?.connections.map(({ id, name: connection }) => [id, connection] as const)),
    [details],
  );

  if (error && !pipeline) {
    return (
      <div className="page">
        <Blank
          tone="bad"
          title="This pipeline could not be loaded"
          action={
            <Link className="button" to="/pipelines">
              All pipelines
            </Link>
          }
        >
          {error}
        </Blank>
      </div>
    );
  }
  const state = pipeline && liveState(pipeline);
  return (
    <div className="page">
      <Link className="back" to="/pipelines">
        <Icon name="left" />
        Pipelines
      </Link>
      <div className="page-head">
        <div>
          <h1>{name ?? '\u00a0'}</h1>
          {(pipeline || details) && (
            <Schedule
              cron={(pipeline ?? details)?.cron ?? null}
              active={pipeline?.status ?? details?.isScheduleActive ?? false}
            />
          )}
        </div>
        {pipeline && <PipelineActions pipeline={pipeline} />}
      </div>
      {state && pipeline && (
        <section className="now" aria-label="Right now">
          <StateBadge words={state.words} />
          <When state={state} lastRun={pipeline.lastRun} />
          {state.words.hint && <p className="hint">{state.words.hint}</p>}
          <LiveMark status={status} />
        </section>
      )}
      {error && (
        <Notice tone="warn" title="The steps of this pipeline could not be loaded.">
          {error}
        </Notice>
      )}
      {details && <WhatItDoes details={details} />}
      <section>
        <h2 className="section">History</h2>
        {history.error && (
          <Notice tone="warn" title="The history could not be loaded.">
            {history.error}
          </Notice>
        )}
        {!history.runs && !history.error && <p className="muted">Loading…</p>}
        {history.runs?.length === 0 && (
          <Blank title="No runs yet">Finished runs are kept here, with their steps and their logs.</Blank>
        )}
        <ul className="history" ref={list}>
          {history.runs?.map((run) => (
            <HistoryRow key={run.id} run={run} connections={connections} />
          ))}
        </ul>
        {history.hasMore && (
          <button className="button more" onClick={history.more} disabled={history.busy}>
            {history.busy ? 'Loading…' : 'Load more'}
          </button>
        )}
      </section>
    </div>
  );
}

function WhatItDoes({ details }: { details: PipelineDetails }) {
  const connections = [...details.connections].sort((a, b) => a.seq - b.seq);
  const transforms = details.transformTasks.length;
  if (connections.length === 0 && transforms === 0) return null;
  return (
    <section aria-label="What it does">
      <ol className="flow">
        {connections.map(({ id, name }) => (
          <li key={id}>
            <span className="muted">Sync</span> {name}
          </li>
        ))}
        {transforms > 0 && (
          <li>
            <span className="muted">Transform</span> {transforms === 1 ? '1 dbt task' : `${transforms} dbt tasks`}
          </li>
        )}
      </ol>
      {details.continueOnSyncFailure && <p className="muted small">A sync that fails does not stop the other syncs.</p>}
    </section>
  );
}

function HistoryRow({ run, connections }: { run: RunWithSteps; connections: ReadonlyMap<string, string> }) {
  const now = useNow(60_000);
  const started = run.startTime ?? run.expectedStartTime;
  const words = stateLabel(run.status, run.state_name);
  return (
    <li>
      <Link data-row to={`/runs/${run.id}`} className="history-row">
        <StateBadge words={words} />
        <span className="history-when" title={exactTime(started)}>
          <strong>{dateTime(started, now)}</strong>
          <span className="muted"> {ago(started, now)}</span>
        </span>
        <span className="muted history-by">
          {duration(run.totalRunTime)}
          {' · '}
          {run.orguser ?? 'by schedule'}
        </span>
        <span className="chips">
          {run.runs.map((step) => (
            <StepChip key={step.id} step={step} connections={connections} />
          ))}
        </span>
      </Link>
    </li>
  );
}

function StepChip({ step, connections }: { step: TaskNode; connections: ReadonlyMap<string, string> }) {
  const name = step.parameters?.connection_name;
  const label = name ? `Sync ${name}` : stepLabel(step.label, connections);
  const words = stateLabel(step.state_type, step.state_name);
  const took = duration(step.total_run_time ?? elapsed(step.start_time, step.end_time ?? step.start_time, 0));
  return (
    <span className="chip" title={`${label}: ${words.label}${took && ` · ${took}`}`}>
      <StateMark words={words} />
      {label}
      <span className="sr-only">: {words.label}</span>
    </span>
  );
}

function useDetails(deploymentId: string) {
  const [details, setDetails] = useState<PipelineDetails | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    setDetails(null);
    setError(null);
    getPipeline(deploymentId).then(
      (got) => current && setDetails(got),
      (failure: unknown) => current && setError(sentence(failure)),
    );
    return () => {
      current = false;
    };
  }, [deploymentId]);
  return useMemo(() => ({ details, error }), [details, error]);
}
