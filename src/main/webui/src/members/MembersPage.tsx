import { useCallback, useState } from 'react';
import { listInvitations, listMembers, listRoles } from '../api/endpoints';
import { useMembership, useSession } from '../session/SessionProvider';
import { Icon } from '../ui/Icon';
import { Blank } from '../ui/Notice';
import { useLoaded } from '../ui/useLoaded';
import { useTitle } from '../ui/useTitle';
import { InvitationList } from './InvitationList';
import { InviteDialog } from './InviteDialog';
import { MemberList } from './MemberList';

/** Who works with the organisation's data, and who is invited to. */
export function MembersPage() {
  useTitle('Members');
  const { can } = useSession();
  const { org } = useMembership();
  const [inviting, setInviting] = useState(false);
  const roles = useLoaded(listRoles);
  const members = useLoaded(listMembers);
  const seesInvitations = can('can_view_invitations');
  const invitations = useLoaded(
    useCallback(() => (seesInvitations ? listInvitations() : Promise.resolve([])), [seesInvitations]),
  );
  // An invitation to a person with an account makes a member at once.
  const invited = () => {
    setInviting(false);
    void members.reload();
    void invitations.reload();
  };

  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Members</h1>
          <p className="muted">The people who work with the data of {org.name}, and what they may do.</p>
        </div>
        {can('can_create_invitation') && (
          <button className="button primary" onClick={() => setInviting(true)}>
            <Icon name="person" />
            Invite a person
          </button>
        )}
      </div>
      {members.data ? (
        <MemberList members={members.data} roles={roles.data ?? []} onChange={members.reload} />
      ) : members.error ? (
        <Blank
          tone="bad"
          title="The members could not be loaded"
          action={
            <button className="button" onClick={() => void members.reload()}>
              Try again
            </button>
          }
        >
          {members.error}
        </Blank>
      ) : (
        <p className="muted">Loading…</p>
      )}
      {seesInvitations && <InvitationList invitations={invitations} />}
      {inviting && (
        <InviteDialog roles={roles.data ?? []} orgName={org.name} onClose={() => setInviting(false)} onInvited={invited} />
      )}
    </div>
  );
}
