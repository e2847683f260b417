import { useId, useState } from 'react';
import { createApiToken, listApiTokens, revokeApiToken } from '../api/endpoints';
import type { ApiToken } from '../api/types';
import { ago, exactTime } from '../labels/time';
import { useMembership } from '../session/SessionProvider';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Dialog } from '../ui/Dialog';
import { LoadFailure } from '../ui/LoadFailure';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useToast } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import { useForm } from '../ui/useForm';
import { useLoaded } from '../ui/useLoaded';
import { useNow } from '../ui/useNow';

/** No token may create others. */
const MANAGE = 'can_manage_api_tokens';

/** Tokens with which programs act in the organisation. */
export function ApiTokenSettings() {
  const { data, error, reload } = useLoaded(listApiTokens);
  const [creating, setCreating] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  return (
    <section className="card" aria-labelledby="api-tokens-title">
      <h2 id="api-tokens-title">API tokens</h2>
      <p className="muted">
        A program acts for you with a token, and may do what you choose for it. It ends with your membership at the latest.
      </p>
      {error && <LoadFailure what="The API tokens" error={error} onRetry={reload} />}
      {!data && !error && <p className="muted">Loading…</p>}
      {data?.length === 0 && <p className="muted">There are no API tokens.</p>}
      <ul className="people" aria-label="API tokens">
        {data?.map((each) => (
          <ApiTokenRow key={each.id} token={each} onChange={reload} />
        ))}
      </ul>
      <div className="actions">
        <button className="button" onClick={() => setCreating(true)}>
          Create a token
        </button>
      </div>
      {creating && (
        <CreateDialog
          onClose={() => setCreating(false)}
          onCreated={(text) => {
            setCreating(false);
            setToken(text);
            void reload();
          }}
        />
      )}
      {token && <ShowOnce token={token} onClose={() => setToken(null)} />}
    </section>
  );
}

function ApiTokenRow({ token, onChange }: { token: ApiToken; onChange: () => Promise<void> }) {
  const toast = useToast();
  const now = useNow(60_000);
  const [busy, act] = useAction();
  const [asking, setAsking] = useState(false);
  const isOver = Date.parse(token.expires_at) <= now;
  const revoke = () => {
    setAsking(false);
    void act(async () => {
      await revokeApiToken(token.id);
      toast('ok', `The token ${token.name} is revoked.`);
      await onChange();
    }, `The token ${token.name} could not be revoked.`);
  };
  return (
    <li data-row tabIndex={-1}>
      <div className="people-who">
        <strong>{token.name}</strong>
        {isOver && <span className="tag">Expired</span>}
        <p className="muted small">
          <span>acts for {token.created_by}</span>
          {!isOver && <span title={exactTime(token.expires_at)}> · expires {ago(token.expires_at, now)}</span>}
          {token.last_used_at ? (
            <span title={exactTime(token.last_used_at)}> · used {ago(token.last_used_at, now)}</span>
          ) : (
            <span> · never used</span>
          )}
        </p>
        <p className="muted small">{token.permissions.map(label).join(', ')}</p>
      </div>
      <div className="actions">
        <button className="button" disabled={busy} onClick={() => setAsking(true)} aria-label={`Revoke ${token.name}`}>
          Revoke
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={`Revoke the token ${token.name}?`}
          action="Revoke"
          onKeep={() => setAsking(false)}
          onConfirm={revoke}
        >
          <p>The program that uses it is refused at once.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

function CreateDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (token: string) => void }) {
  const id = useId();
  const { permissions } = useMembership();
  const { busy, error, onSubmit } = useForm(async (fields) => {
    const { token } = await createApiToken(
      String(fields.get('name')).trim(),
      fields.getAll('permission').map(String),
      Number(fields.get('days')),
    );
    onCreated(token);
  });
  return (
    <Dialog
      title="Create an API token"
      onClose={onClose}
      actions={
        <>
          <button className="button" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton form={id} busy={busy} waiting="Creating…">
            Create
          </SubmitButton>
        </>
      }
    >
      {error && <Notice tone="bad" title={error} />}
      <form id={id} className="fields" onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={`${id}-name`}>Name</label>
          <input id={`${id}-name`} name="name" maxLength={80} autoComplete="off" required autoFocus />
        </div>
        <div className="field">
          <label htmlFor={`${id}-days`}>Expires after</label>
          <select id={`${id}-days`} name="days" defaultValue="90">
            <option value="7">7 days</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">a year</option>
          </select>
        </div>
        <fieldset className="field choices">
          <legend>It may</legend>
          {permissions
            .map(({ slug }) => slug)
            .filter((slug) => slug !== MANAGE)
            .sort()
            .map((slug) => (
              <label key={slug}>
                <input type="checkbox" name="permission" value={slug} /> {label(slug)}
              </label>
            ))}
        </fieldset>
      </form>
    </Dialog>
  );
}

function ShowOnce({ token, onClose }: { token: string; onClose: () => void }) {
  const toast = useToast();
  const copy = () =>
    void navigator.clipboard.writeText(token).then(
      () => toast('ok', 'The token is copied.'),
      () => toast('bad', 'The token could not be copied. Select it and copy it yourself.'),
    );
  return (
    <Dialog
      title="Copy the token now"
      onClose={onClose}
      actions={
        <>
          <button className="button" onClick={copy}>
            Copy
          </button>
          <button className="button" onClick={onClose}>
            Done
          </button>
        </>
      }
    >
      <p>It is not shown again. Whoever knows it can do what it may, so keep it like a password.</p>
      <pre className="secret-once">{token}</pre>
    </Dialog>
  );
}

/** `can_view_pipelines` → "view pipelines". */
function label(slug: string): string {
  return slug.replace(/^can_/, '').replaceAll('_', ' ');
}
