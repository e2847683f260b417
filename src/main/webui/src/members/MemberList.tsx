import { useRef, useState } from 'react';
import { removeMember } from '../api/endpoints';
import type { Member, Role } from '../api/types';
import { useMembership, useSession } from '../session/SessionProvider';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useToast } from '../ui/Toasts';
import { useAction } from '../ui/useAction';
import { moveFocus, useShortcuts } from '../ui/useShortcuts';
import { RoleDialog } from './RoleDialog';
import { roleLabel } from './roleLabel';

interface MemberListProps {
  members: readonly Member[];
  roles: readonly Role[];
  onChange: () => Promise<void>;
}

export function MemberList({ members, roles, onChange }: MemberListProps) {
  const list = useRef<HTMLUListElement>(null);
  const down = () => moveFocus(list.current, 1);
  const up = () => moveFocus(list.current, -1);
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });
  return (
    <ul className="people" ref={list} aria-label="Members">
      {members.map((member) => (
        <MemberRow key={member.email} member={member} roles={roles} onChange={onChange} />
      ))}
    </ul>
  );
}

function MemberRow({ member, roles, onChange }: { member: Member; roles: readonly Role[]; onChange: () => Promise<void> }) {
  const { can } = useSession();
  const me = useMembership();
  const toast = useToast();
  const [busy, act] = useAction();
  const [asking, setAsking] = useState<'role' | 'remove' | null>(null);
  const { email } = member;
  const isMe = email === me.email;
  // Roles that reach further than one's own are not on offer, and neither are the people who have them.
  const isWithinReach =
    !isMe && roles.some(({ uuid, slug }) => (member.role ? uuid === member.role.uuid : slug === member.new_role_slug));

  const remove = () => {
    setAsking(null);
    void act(async () => {
      await removeMember(email);
      toast('ok', `${email} is no longer a member of ${me.org.name}.`);
      await onChange();
    }, `${email} could not be removed.`);
  };

  return (
    <li data-row tabIndex={-1}>
      <div className="people-who">
        <strong>{email}</strong>
        {isMe && <span className="tag">You</span>}
        {member.active === false && <span className="tag">Switched off</span>}
      </div>
      <span className="muted">{roleLabel(member)}</span>
      <div className="actions">
        {isWithinReach && can('can_edit_orguser_role') && (
          <button className="button" disabled={busy} onClick={() => setAsking('role')} aria-label={`Change the role of ${email}`}>
            Change role
          </button>
        )}
        {isWithinReach && can('can_delete_orguser') && (
          <button className="button" disabled={busy} onClick={() => setAsking('remove')} aria-label={`Remove ${email}`}>
            Remove
          </button>
        )}
      </div>
      {asking === 'role' && (
        <RoleDialog
          member={member}
          roles={roles}
          onClose={() => setAsking(null)}
          onChanged={async () => {
            setAsking(null);
            await onChange();
          }}
        />
      )}
      {asking === 'remove' && (
        <ConfirmDialog title={`Remove ${email}?`} action="Remove" onKeep={() => setAsking(null)} onConfirm={remove}>
          <p>
            They can no longer see or change anything of {me.org.name}, starting in a few seconds. What they have made stays, and so
            does their account in other organisations.
          </p>
        </ConfirmDialog>
      )}
    </li>
  );
}
