import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { acceptInvitation } from '../api/endpoints';
import { ApiError } from '../api/errors';
import { selectOrg } from '../api/http';
import type { Membership } from '../api/types';
import { useSession } from '../session/SessionProvider';
import { NewPassword } from '../ui/NewPassword';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useForm } from '../ui/useForm';
import { useTitle } from '../ui/useTitle';
import { BrokenLink } from './BrokenLink';
import { AuthLayout } from './AuthLayout';
import { useLinkToken } from './useLinkToken';

/** Where the link of an invitation leads. Nothing is accepted by opening it: programs that check mails open links, too. */
export function InvitationPage() {
  useTitle('Invitation');
  const code = useLinkToken('invite_code');
  const [asksPassword, setAsksPassword] = useState(false);
  const [joined, setJoined] = useState<Membership | null>(null);
  const { busy, error, onSubmit } = useForm(async (fields) => {
    const password = fields.get('password');
    try {
      setJoined(await acceptInvitation(code ?? '', password === null ? undefined : String(password)));
    } catch (failure) {
      if (password !== null || !wantsPassword(failure)) throw failure;
      setAsksPassword(true);
    }
  });

  if (!code) return <BrokenLink />;
  if (joined) return <Joined membership={joined} />;
  return (
    <AuthLayout
      title={asksPassword ? 'Choose a password' : 'You are invited to Dalgo'}
      lead={
        asksPassword
          ? 'You will sign in with your email address and this password.'
          : 'A colleague wants to work with you on your organisation’s data.'
      }
    >
      {error && <Notice tone="bad" title={error} />}
      <form onSubmit={onSubmit}>
        {asksPassword && <NewPassword label="Password" autoFocus />}
        <SubmitButton busy={busy} waiting="One moment…">
          {asksPassword ? 'Create my account' : 'Accept the invitation'}
        </SubmitButton>
      </form>
    </AuthLayout>
  );
}

function Joined({ membership: { email, org } }: { membership: Membership }) {
  const { phase, retry, signOut } = useSession();
  const navigate = useNavigate();
  const signedInAs = phase.kind === 'ready' ? phase.current.email : null;
  const lead = `${email} is now a member of ${org.name}.`;
  const open = () => {
    selectOrg(org.slug);
    retry();
    void navigate('/pipelines');
  };
  const enter = async () => {
    if (signedInAs) await signOut();
    selectOrg(org.slug);
    await navigate('/sign-in', { state: { email } });
  };

  if (signedInAs === email) {
    return (
      <AuthLayout title="You have joined" lead={lead}>
        <button className="button primary wide" onClick={open}>
          Open {org.name}
        </button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="You have joined" lead={lead}>
      {signedInAs && (
        <Notice tone="wait" title={`This browser is signed in as ${signedInAs}.`}>
          That person is signed out when you go on.
        </Notice>
      )}
      <button className="button primary wide" onClick={() => void enter()}>
        {signedInAs ? `Sign in as ${email}` : 'Sign in'}
      </button>
      {signedInAs && (
        <Link className="button wide" to="/pipelines">
          Stay signed in as {signedInAs}
        </Link>
      )}
    </AuthLayout>
  );
}

/** These two words in the answer of the server mean that there is no account yet. */
function wantsPassword(failure: unknown): boolean {
  return failure instanceof ApiError && /password/i.test(failure.message) && /required/i.test(failure.message);
}
