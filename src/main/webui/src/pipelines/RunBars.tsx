import { Link } from 'react-router';
import type { Run } from '../api/types';
import { stateLabel } from '../labels/state';
import { dateTime, duration } from '../labels/time';

/** The last runs as bars, oldest left: colour is the result, height the time it took. For the eye; the history page has it in words. */
export function RunBars({ runs }: { runs: readonly Run[] }) {
  const longest = Math.max(1, ...runs.map(({ totalRunTime }) => totalRunTime ?? 0));
  return (
    <div className="bars" aria-hidden="true">
      {[...runs].reverse().map((run) => {
        const words = stateLabel(run.status, run.state_name);
        const share = Math.sqrt(Math.max(0, run.totalRunTime ?? 0) / longest);
        return (
          <Link
            key={run.id}
            to={`/runs/${run.id}`}
            tabIndex={-1}
            className={`bar tone-${words.tone}`}
            style={{ height: `${Math.round(22 + 78 * share)}%` }}
            title={`${words.label} · ${dateTime(run.startTime)} · ${duration(run.totalRunTime)}`}
          />
        );
      })}
    </div>
  );
}
