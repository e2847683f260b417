import { useId } from 'react';
import { changeRole } from '../api/endpoints';
import type { Member, Role } from '../api/types';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useToast } from '../ui/Toasts';
import { useForm } from '../ui/useForm';
import { RoleField } from './RoleField';

interface RoleDialogProps {
  member: Member;
  roles: readonly Role[];
  onClose: () => void;
  onChanged: () => Promise<void>;
}

export function RoleDialog({ member, roles, onClose, onChanged }: RoleDialogProps) {
  const id = useId();
  const toast = useToast();
  const { busy, error, onSubmit } = useForm(async (fields) => {
    const chosen = roles.find(({ uuid }) => uuid === fields.get('role'));
    if (!chosen) return;
    await changeRole(member.email, chosen.uuid);
    toast('ok', `${member.email} now has the role ${chosen.name}.`);
    await onChanged();
  });
  return (
    <Dialog
      title={`Change the role of ${member.email}`}
      onClose={onClose}
      actions={
        <>
          <button className="button" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton form={id} busy={busy} waiting="Saving…">
            Save
          </SubmitButton>
        </>
      }
    >
      {error && <Notice tone="bad" title={error} />}
      <form id={id} onSubmit={onSubmit}>
        <RoleField roles={roles} current={currentRole(member, roles)} />
      </form>
      <p className="muted small">The change takes effect at once, also where they are signed in now.</p>
    </Dialog>
  );
}

function currentRole({ role, new_role_slug: slug }: Member, roles: readonly Role[]): string | undefined {
  if (role) return role.uuid;
  const same = roles.filter((each) => each.slug === slug);
  return same.length === 1 ? same[0]?.uuid : undefined;
}
