import { useId, useState } from 'react';
import { changeChat, getOrgPreferences } from '../api/endpoints';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { LoadFailure } from '../ui/LoadFailure';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useToast } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import { useForm } from '../ui/useForm';
import { useLoaded } from '../ui/useLoaded';

/** Notifications in a channel of the organisation's own chat. */
export function ChatSettings() {
  const { data, error, reload } = useLoaded(getOrgPreferences);
  return (
    <section className="card" aria-labelledby="chat-title">
      <h2 id="chat-title">Team chat</h2>
      <p className="muted">
        Dalgo can write the notifications of this organisation into a channel of Discord or Slack, where your team sees them.
      </p>
      {error && <LoadFailure what="This setting" error={error} onRetry={reload} />}
      {!data && !error && <p className="muted">Loading…</p>}
      {data?.enable_discord_notifications && <ChatOn webhook={data.discord_webhook} onChange={reload} />}
      {data && !data.enable_discord_notifications && <ChatOff onChange={reload} />}
    </section>
  );
}

function ChatOn({ webhook, onChange }: { webhook: string | null; onChange: () => Promise<void> }) {
  const toast = useToast();
  const [busy, act] = useAction();
  const [asking, setAsking] = useState(false);
  const switchOff = () => {
    setAsking(false);
    void act(async () => {
      await changeChat(false);
      toast('ok', 'Notifications no longer go into the chat.');
      await onChange();
    }, 'The chat could not be switched off.');
  };
  return (
    <>
      <Notice tone="ok" title={`Notifications go into a channel at ${host(webhook)}.`} />
      <div className="actions">
        <button className="button" disabled={busy} onClick={() => setAsking(true)}>
          Switch off
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title="Switch the chat off?"
          action="Switch off"
          onKeep={() => setAsking(false)}
          onConfirm={switchOff}
        >
          <p>Dalgo forgets the address of the channel. To switch it on again, you need the address once more.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function ChatOff({ onChange }: { onChange: () => Promise<void> }) {
  const id = useId();
  const toast = useToast();
  const { busy, error, onSubmit } = useForm(async (fields) => {
    await changeChat(true, String(fields.get('webhook')).trim());
    toast('ok', 'Notifications go into the chat from now on.');
    await onChange();
  });
  return (
    <>
      {error && <Notice tone="bad" title={error} />}
      <form className="fields" onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={id}>Webhook address of the channel</label>
          <input id={id} name="webhook" type="url" autoComplete="off" required placeholder="https://…" aria-describedby={`${id}-hint`} />
          <p id={`${id}-hint`} className="muted small">
            You get it from the settings of the channel, under “Integrations” or “Incoming webhooks”. Any person who knows this address can
            write there, so keep it to yourself.
          </p>
        </div>
        <div>
          <SubmitButton busy={busy} waiting="Saving…">
            Switch on
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

/** Hides the rest of the address: it is a secret. */
function host(webhook: string | null): string {
  const url = webhook ? URL.parse(webhook) : null;
  return url?.host ?? 'the address you gave';
}
