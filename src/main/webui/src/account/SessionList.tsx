import { useState } from 'react';
import { endSession } from '../api/endpoints';
import type { OpenSession } from '../api/types';
import { useSession } from '../session/SessionProvider';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { LoadFailure } from '../ui/LoadFailure';
import { useAction } from '../ui/useAction';
import type { Loaded } from '../ui/useLoaded';
import { useNow } from '../ui/useNow';
import { deviceLabel } from '../labels/device';
import { ago, exactTime } from '../labels/time';

/** Where the person is signed in, and the way to end that. */
export function SessionList({ sessions: { data, error, reload } }: { sessions: Loaded<OpenSession[]> }) {
  const { signOutEverywhere } = useSession();
  const [busy, act] = useAction();
  const [asking, setAsking] = useState(false);
  const end = ({ id, device }: OpenSession) =>
    void act(async () => {
      await endSession(id);
      await reload();
    }, `${deviceLabel(device)} could not be signed out.`);
  const endAll = () => {
    setAsking(false);
    void act(signOutEverywhere, 'You could not be signed out everywhere. You may still be signed in on other devices.');
  };

  return (
    <section className="card" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      {error && <LoadFailure what="Your devices" error={error} onRetry={reload} />}
      {data && (
        <ul className="sessions" aria-label="Where you are signed in">
          {data.map((session) => (
            <SessionRow key={session.id} session={session} busy={busy} onEnd={end} />
          ))}
        </ul>
      )}
      <p className="muted small">
        A device that you do not know? Choose a new password: all others are signed out then, and cannot come back.
      </p>
      <div className="actions">
        <button className="button" disabled={busy} onClick={() => setAsking(true)}>
          Sign out everywhere
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title="Sign out everywhere?"
          action="Sign out everywhere"
          onKeep={() => setAsking(false)}
          onConfirm={endAll}
        >
          <p>You are signed out on every device, here as well. Pipelines that are running go on.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

interface SessionRowProps {
  session: OpenSession;
  busy: boolean;
  onEnd: (session: OpenSession) => void;
}

function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const now = useNow(60_000);
  const { device, address, created_at: since, last_used_at: used, current } = session;
  const words = deviceLabel(device);
  return (
    <li>
      <div>
        <strong title={device ?? undefined}>{words}</strong> {current && <span className="tag">This one</span>}
        <p className="muted small">
          <span title={exactTime(since)}>signed in {ago(since, now)}</span>
          {address && ` from ${address}`}
          {!current && <span title={exactTime(used)}> · last used {ago(used, now)}</span>}
        </p>
      </div>
      {!current && (
        <button className="button small" disabled={busy} onClick={() => onEnd(session)} aria-label={`Sign out ${words}`}>
          Sign out
        </button>
      )}
    </li>
  );
}
