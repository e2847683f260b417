import { useState } from 'react';
import { Link } from 'react-router';
import { cancelRun, startRun } from '../api/endpoints';
import { sentence } from '../api/errors';
import { useSession } from '../session/SessionProvider';
import { CancelDialog } from '../ui/CancelDialog';
import { Icon } from '../ui/Icon';
import { useToast } from '../ui/Toasts';
import type { LivePipeline } from './liveState';
import { liveState } from './liveState';
import { usePipelineFeed } from './PipelinesLayout';

/** What can be done with a pipeline right now, by this user. */
export function PipelineActions({ pipeline }: { pipeline: LivePipeline }) {
  const { can } = useSession();
  const feed = usePipelineFeed();
  const toast = useToast();
  const [starting, setStarting] = useState(false);
  const [asking, setAsking] = useState(false);
  const { busy, flowRunId, words } = liveState(pipeline);
  const { name } = pipeline;

  const start = async () => {
    setStarting(true);
    try {
      const { flow_run_id: id } = await startRun(pipeline.deploymentId);
      toast('ok', `${name} is on its way.`, <Link to={`/runs/${id}`}>Watch it live</Link>);
    } catch (error) {
      toast('bad', `${name} could not be started.`, sentence(error));
    } finally {
      setStarting(false);
      void feed.reload();
    }
  };

  const cancel = async () => {
    setAsking(false);
    if (!flowRunId) return;
    try {
      await cancelRun(flowRunId);
      toast('ok', `${name} is being cancelled.`);
    } catch (error) {
      toast('bad', `${name} could not be cancelled.`, sentence(error));
    } finally {
      void feed.reload();
    }
  };

  return (
    <div className="actions">
      {busy && flowRunId && (
        <Link className="button" to={`/runs/${flowRunId}`} aria-label={`Watch ${name} live`}>
          <Icon name="eye" />
          Watch
        </Link>
      )}
      {busy && flowRunId && can('can_edit_pipeline') && (
        <button
          className="button"
          onClick={() => setAsking(true)}
          disabled={words.label === 'Cancelling'}
          aria-label={`Cancel ${name}`}
        >
          <Icon name="stop" />
          Cancel
        </button>
      )}
      {!busy && can('can_run_pipeline') && (
        <button className="button primary" onClick={() => void start()} disabled={starting} aria-label={`Run ${name}`}>
          <Icon name={starting ? 'spinner' : 'play'} />
          {starting ? 'Starting…' : 'Run'}
        </button>
      )}
      {asking && <CancelDialog name={name} onKeep={() => setAsking(false)} onCancel={() => void cancel()} />}
    </div>
  );
}
