import { useState } from 'react';
import { changeUserPreferences, getUserPreferences } from '../api/endpoints';
import { useMembership } from '../session/SessionProvider';
import { LoadFailure } from '../ui/LoadFailure';
import { useAction } from '../ui/useAction';
import { useLoaded } from '../ui/useLoaded';

export function EmailChoice() {
  const { org } = useMembership();
  const { data, error, reload } = useLoaded(getUserPreferences);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [busy, act] = useAction();
  const change = (on: boolean) => {
    setChosen(on);
    void act(async () => {
      try {
        await changeUserPreferences({ enable_email_notifications: on });
        await reload();
      } finally {
        // From here on the box shows what the server has, whatever came of the wish.
        setChosen(null);
      }
    }, 'This could not be changed.');
  };
  return (
    <section className="card" aria-labelledby="email-title">
      <h2 id="email-title">Email</h2>
      {error && <LoadFailure what="Your choice" error={error} onRetry={reload} />}
      {data && (
        <label className="check">
          <input
            type="checkbox"
            checked={chosen ?? data.enable_email_notifications}
            disabled={busy}
            onChange={(event) => change(event.target.checked)}
          />
          <span>
            Send me the notifications of {org.name} by email as well
            <span className="muted small">You find them behind the bell in any case.</span>
          </span>
        </label>
      )}
    </section>
  );
}
