import { listSessions } from '../api/endpoints';
import { useMembership, useSession } from '../session/SessionProvider';
import { useLoaded } from '../ui/useLoaded';
import { useTitle } from '../ui/useTitle';
import { EmailChoice } from './EmailChoice';
import { PasswordForm } from './PasswordForm';
import { SessionList } from './SessionList';

/** What concerns the person alone. */
export function AccountPage() {
  useTitle('Your account');
  const { phase } = useSession();
  const { email } = useMembership();
  const sessions = useLoaded(listSessions);
  const organisations = phase.kind === 'ready' ? phase.memberships.map(({ org }) => org.name) : [];
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>Your account</h1>
          <p className="muted">
            {email} · member of {new Intl.ListFormat('en').format(organisations)}
          </p>
        </div>
      </div>
      <PasswordForm email={email} onChanged={sessions.reload} />
      <EmailChoice />
      <SessionList sessions={sessions} />
    </div>
  );
}
