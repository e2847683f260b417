import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { cancelRun, startRun } from '../api/endpoints';
import { useSession } from '../session/SessionProvider';
import { CancelDialog } from '../ui/CancelDialog';
import { Icon } from '../ui/Icon';
import { Blank } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import { useToast } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import { useNow } from '../ui/useNow';
import { useTitle } from '../ui/useTitle';
import { isTerminal, stateLabel } from '../labels/state';
import { dateTime, duration, elapsed, exactTime } from '../labels/time';
import { LogPanel, type LogPanelHandle } from './LogPanel';
import type { RunFeed } from './RunFeed';
import { StepList } from './StepList';
import { useRunFeed, useRunNames } from './useRun';

/** States whose reason is worth reading; that of a success says nothing. */
const EXPLAINED = new Set(['SCHEDULED', 'PENDING', 'FAILED', 'CRASHED']);

export function RunPage() {
  const { flowRunId = '' } = useParams();
  const feed = useRunFeed(flowRunId);
  // The key drops search, filter and scroll position of the run that was open before.
  return feed && <RunView key={flowRunId} flowRunId={flowRunId} feed={feed} />;
}

function RunView({ flowRunId, feed }: { flowRunId: string; feed: RunFeed }) {
  const { status, state, steps, progress, end } = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const { run, pipeline } = useRunNames(flowRunId);
  const log = useRef<LogPanelHandle>(null);
  const type = state?.state_type ?? run?.state_type;
  const isOver = isTerminal(type);
  const now = useNow(isOver ? 60_000 : 1_000);
  const words = type ? stateLabel(type, state?.state_name ?? run?.state_name) : null;
  const connections = useMemo(
    () => new Map(pipeline?.connections.map(({ id, name }) => [id, name] as const)),
    [pipeline],
  );
  const reason = type && EXPLAINED.has(type) ? state?.state_message : null;
  const hint = reason || words?.hint;
  const title = pipeline?.name ?? run?.name ?? 'Run';
  useTitle(words ? `${words.label}: ${title}` : title);

  if (status.kind === 'refused' && feed.log.size === 0 && !state) {
    return (
      <div className="page">
        <Blank
          tone="bad"
          title={status.status === 404 ? 'This run cannot be found' : 'This run cannot be shown'}
          action={
            <Link className="button" to="/pipelines">
              All pipelines
            </Link>
          }
        >
          {status.status === 404
            ? 'It may have been removed, or it belongs to another organisation. Check that the right one is chosen above.'
            : status.message}
        </Blank>
      </div>
    );
  }

  const known = isOver && state?.total_run_time ? state.total_run_time : null;
  const took = duration(known ?? elapsed(state?.start_time, isOver ? (state?.end_time ?? state?.start_time) : null, now));
  return (
    <div className="run">
      <div className="run-head">
        <nav className="crumbs" aria-label="Where this is">
          <Link to="/pipelines">Pipelines</Link>
          {run?.deployment_id && pipeline && (
            <>
              <span aria-hidden="true">/</span>
              <Link to={`/pipelines/${run.deployment_id}`}>{pipeline.name}</Link>
            </>
          )}
        </nav>
        <div className="run-title">
          <h1>{title}</h1>
          {words && <StateBadge words={words} />}
          <span className="sr-only" role="status">
            {words && `${title}: ${words.label}`}
          </span>
          <RunActions flowRunId={flowRunId} deploymentId={run?.deployment_id ?? null} name={title} type={type} />
        </div>
        <p className="muted run-facts">
          {run?.name && <span>Run {run.name}</span>}
          {state?.start_time && <span title={exactTime(state.start_time)}>started {dateTime(state.start_time, now)}</span>}
          {took && (
            <span className="count">
              {isOver ? 'took' : 'for'} {took}
            </span>
          )}
        </p>
        {hint && <p className="hint">{hint}</p>}
      </div>
      <div className="run-body">
        <aside className="run-steps" aria-label="Steps">
          {steps.length > 0 ? (
            <StepList
              steps={steps}
              progress={progress}
              connections={connections}
              now={now}
              onPick={(label) => log.current?.showStep(label)}
            />
          ) : (
            <p className="muted small">{isOver ? 'No steps were recorded.' : 'Steps show here once they begin.'}</p>
          )}
        </aside>
        <LogPanel
          ref={log}
          log={feed.log}
          status={status}
          end={end}
          isLive={!isOver}
          fileName={`${title}-${run?.name ?? flowRunId}.log.txt`.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}
          onReconnect={feed.reconnectNow}
        />
      </div>
    </div>
  );
}

interface RunActionsProps {
  flowRunId: string;
  deploymentId: string | null;
  name: string;
  type: string | undefined;
}

function RunActions({ flowRunId, deploymentId, name, type }: RunActionsProps) {
  const { can } = useSession();
  const navigate = useNavigate();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const [busy, act] = useAction();
  if (!type) return null;

  const cancel = () => {
    setAsking(false);
    void act(async () => {
      await cancelRun(flowRunId);
      toast('ok', 'The run is being cancelled.');
    }, 'The run could not be cancelled.');
  };
  const again = (deployment: string) =>
    void act(async () => {
      const { flow_run_id: next } = await startRun(deployment);
      await navigate(`/runs/${next}`);
    }, `${name} could not be started.`);

  return (
    <div className="actions">
      {!isTerminal(type) && can('can_edit_pipeline') && (
        <button className="button" disabled={busy || type === 'CANCELLING'} onClick={() => setAsking(true)}>
          <Icon name="stop" />
          Cancel
        </button>
      )}
      {isTerminal(type) && deploymentId && can('can_run_pipeline') && (
        <button className="button" disabled={busy} onClick={() => again(deploymentId)}>
          <Icon name={busy ? 'spinner' : 'again'} />
          Run again
        </button>
      )}
      {asking && <CancelDialog name={name} onKeep={() => setAsking(false)} onCancel={cancel} />}
    </div>
  );
}
