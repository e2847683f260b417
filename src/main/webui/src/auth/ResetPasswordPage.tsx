import { Link, useNavigate } from 'react-router';
import { resetPassword } from '../api/endpoints';
import { useSession } from '../session/SessionProvider';
import { NewPassword } from '../ui/NewPassword';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useForm } from '../ui/useForm';
import { useTitle } from '../ui/useTitle';
import { BrokenLink } from './BrokenLink';
import { AuthLayout } from './AuthLayout';
import { useLinkToken } from './useLinkToken';

export function ResetPasswordPage() {
  useTitle('New password');
  const token = useLinkToken('token');
  const { retry } = useSession();
  const navigate = useNavigate();
  const { busy, error, onSubmit } = useForm(async (fields) => {
    await resetPassword(token ?? '', String(fields.get('password')));
    // The new password has ended the sessions of the old one; whether ours was one of them, the server knows.
    retry();
    await navigate('/sign-in', { state: { news: 'Your password is changed. Sign in with the new one.' } });
  });

  const another = (
    <Link className="button wide" to="/forgot-password">
      Ask for a new link
    </Link>
  );
  if (!token) return <BrokenLink action={another} />;
  return (
    <AuthLayout title="Choose a new password" lead="You will be signed out everywhere, and sign in with the new one.">
      {error && <Notice tone="bad" title={error} />}
      <form onSubmit={onSubmit}>
        <NewPassword autoFocus />
        <SubmitButton busy={busy} waiting="Saving…">
          Save the password
        </SubmitButton>
      </form>
      {error && another}
    </AuthLayout>
  );
}
