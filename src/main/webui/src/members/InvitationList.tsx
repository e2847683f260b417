import { useState } from 'react';
import { resendInvitation, withdrawInvitation } from '../api/endpoints';
import type { Invitation } from '../api/types';
import { useSession } from '../session/SessionProvider';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { LoadFailure } from '../ui/LoadFailure';
import { useToast } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import type { Loaded } from '../ui/useLoaded';
import { useNow } from '../ui/useNow';
import { ago, exactTime } from '../labels/time';

/** Open invitations. */
export function InvitationList({ invitations: { data, error, reload } }: { invitations: Loaded<Invitation[]> }) {
  return (
    <section>
      <h2 className="section">Open invitations</h2>
      {error && <LoadFailure what="The invitations" error={error} onRetry={reload} />}
      {!data && !error && <p className="muted">Loading…</p>}
      {data?.length === 0 && <p className="muted">No invitations are open.</p>}
      <ul className="people" aria-label="Open invitations">
        {data?.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} onChange={reload} />
        ))}
      </ul>
    </section>
  );
}

function InvitationRow({ invitation, onChange }: { invitation: Invitation; onChange: () => Promise<void> }) {
  const { can } = useSession();
  const toast = useToast();
  const now = useNow(60_000);
  const [busy, act] = useAction();
  const [asking, setAsking] = useState(false);
  const { id, invited_email: email, invited_on: since, expires_on: until } = invitation;
  const isOver = until ? Date.parse(until) <= now : false;

  const resend = () =>
    void act(async () => {
      await resendInvitation(id);
      toast('ok', `${email} gets the invitation once more.`);
      await onChange();
    }, `${email} could not be invited again.`);
  const withdraw = () => {
    setAsking(false);
    void act(async () => {
      await withdrawInvitation(id);
      toast('ok', `The invitation of ${email} is withdrawn.`);
      await onChange();
    }, `The invitation of ${email} could not be withdrawn.`);
  };

  return (
    <li data-row tabIndex={-1}>
      <div className="people-who">
        <strong>{email}</strong>
        {isOver && <span className="tag">Expired</span>}
        <p className="muted small">
          <span title={exactTime(since)}>invited {ago(since, now)}</span>
          {until && !isOver && <span title={exactTime(until)}> · expires {ago(until, now)}</span>}
        </p>
      </div>
      <span className="muted">{invitation.invited_role.name}</span>
      <div className="actions">
        {can('can_edit_invitation') && (
          <button className="button" disabled={busy} onClick={resend} aria-label={`Invite ${email} again`}>
            Send again
          </button>
        )}
        {can('can_delete_invitation') && (
          <button
            className="button"
            disabled={busy}
            onClick={() => setAsking(true)}
            aria-label={`Withdraw the invitation of ${email}`}
          >
            Withdraw
          </button>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          title={`Withdraw the invitation of ${email}?`}
          action="Withdraw"
          onKeep={() => setAsking(false)}
          onConfirm={withdraw}
        >
          <p>The link in the email stops working. You can invite them again at any time.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
