import { useId, useState } from 'react';
import { Link } from 'react-router';
import { forgotPassword } from '../api/endpoints';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useForm } from '../ui/useForm';
import { useTitle } from '../ui/useTitle';
import { AuthLayout } from './AuthLayout';

export function ForgotPasswordPage() {
  useTitle('Forgotten password');
  const id = useId();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { busy, error, onSubmit } = useForm(async (fields) => {
    const email = String(fields.get('email')).trim();
    await forgotPassword(email);
    setSentTo(email);
  });

  if (sentTo) {
    return (
      <AuthLayout
        title="Look into your mail"
        lead={
          <>
            If <strong>{sentTo}</strong> has an account, a link to choose a new password is on its way to it. It can take a few
            minutes; please look into the spam folder as well.
          </>
        }
      >
        <button className="button wide" onClick={() => setSentTo(null)}>
          Use another address
        </button>
        <Link className="auth-link" to="/sign-in">
          Back to sign in
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Forgotten your password?" lead="We send a link to your email address, with which you choose a new one.">
      {error && <Notice tone="bad" title={error} />}
      <form onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={id}>Email</label>
          <input id={id} name="email" type="email" autoComplete="username" required autoFocus />
        </div>
        <SubmitButton busy={busy} waiting="Sending…">
          Send me a link
        </SubmitButton>
      </form>
      <Link className="auth-link" to="/sign-in">
        Back to sign in
      </Link>
    </AuthLayout>
  );
}
