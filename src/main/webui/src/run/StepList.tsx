import type { ProgressEvent, StepEvent } from '../api/types';
import { StateMark } from '../ui/StateBadge';
import { isTerminal, stateLabel } from '../labels/state';
import { stepLabel } from '../labels/steps';
import { duration, elapsed } from '../labels/time';

interface StepListProps {
  steps: readonly StepEvent[];
  progress: ReadonlyMap<string, ProgressEvent>;
  connections: ReadonlyMap<string, string>;
  now: number;
  /** Jumps to the first line that the step wrote. */
  onPick: (label: string) => void;
}

const count = new Intl.NumberFormat('en');

export function StepList({ steps, progress, connections, now, onPick }: StepListProps) {
  return (
    <ol className="steps">
      {steps.map((step) => {
        const words = stateLabel(step.state_type, step.state_name);
        const isOver = isTerminal(step.state_type);
        const took = duration(elapsed(step.start_time, isOver ? (step.end_time ?? step.start_time) : null, now));
        const moved = progress.get(step.id) ?? progress.get(step.label);
        return (
          <li key={step.id} className={`step tone-${words.tone}`}>
            <button onClick={() => onPick(step.label)} title="Show its first line">
              <StateMark words={words} />
              <span className="step-name">{stepLabel(step.label, connections)}</span>
              <span className="step-state">
                {words.label}
                {took && <span className="count"> · {took}</span>}
              </span>
              {moved && !isOver && <Progress progress={moved} />}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** How far a sync is; only while it runs, because the last of these events need not be the final count. */
function Progress({ progress }: { progress: ProgressEvent }) {
  const { records, bytes, estimated_total: total } = progress;
  const parts = [];
  if (records != null) parts.push(total ? `${count.format(records)} of about ${count.format(total)} rows` : `${count.format(records)} rows`);
  if (bytes != null) parts.push(size(bytes));
  return (
    <span className="step-progress">
      <span className="count">{parts.join(' · ')}</span>
      {total && records != null ? <progress max={total} value={Math.min(records, total)} /> : null}
    </span>
  );
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
