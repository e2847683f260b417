import { useId } from 'react';
import { invite } from '../api/endpoints';
import type { Role } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useToast } from '../ui/Toasts';
import { useForm } from '../ui/useForm';
import { RoleField } from './RoleField';

interface InviteDialogProps {
  roles: readonly Role[];
  orgName: string;
  onClose: () => void;
  onInvited: () => void;
}

export function InviteDialog({ roles, orgName, onClose, onInvited }: InviteDialogProps) {
  const id = useId();
  const toast = useToast();
  const { busy, error, onSubmit } = useForm(async (fields) => {
    const email = String(fields.get('email')).trim();
    await invite(email, String(fields.get('role')));
    toast('ok', `${email} is invited.`, 'They get an email that says how to begin.');
    onInvited();
  });
  return (
    <Dialog
      title={`Invite a person to ${orgName}`}
      onClose={onClose}
      actions={
        <>
          <button className="button" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton form={id} busy={busy} waiting="Inviting…">
            Invite
          </SubmitButton>
        </>
      }
    >
      {error && <Notice tone="bad" title={error} />}
      <form id={id} className="fields" onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={`${id}-email`}>Email</label>
          <input id={`${id}-email`} name="email" type="email" autoComplete="off" required autoFocus />
        </div>
        <RoleField roles={roles} />
      </form>
      <p className="muted small">
        A person new to Dalgo gets a link to choose a password. A person who has an account is a member at once.
      </p>
    </Dialog>
  );
}
