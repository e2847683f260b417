import { useState } from 'react';
import { Link } from 'react-router';
import { verifyEmail } from '../api/endpoints';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useForm } from '../ui/useForm';
import { useTitle } from '../ui/useTitle';
import { BrokenLink } from './BrokenLink';
import { AuthLayout } from './AuthLayout';
import { useLinkToken } from './useLinkToken';

/** Where the link of a verification mail leads. As with invitations, opening it alone does nothing. */
export function VerifyEmailPage() {
  useTitle('Confirm your address');
  const token = useLinkToken('token');
  const [done, setDone] = useState(false);
  const { busy, error, onSubmit } = useForm(async () => {
    await verifyEmail(token ?? '');
    setDone(true);
  });

  if (!token) return <BrokenLink />;
  if (done) {
    return (
      <AuthLayout title="Thank you" lead="Your email address is confirmed.">
        <Link className="button primary wide" to="/pipelines">
          Open Dalgo
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Confirm your email address" lead="Mails from Dalgo then reach you.">
      {error && <Notice tone="bad" title={error} />}
      <form onSubmit={onSubmit}>
        <SubmitButton busy={busy} waiting="One moment…">
          This is my address
        </SubmitButton>
      </form>
    </AuthLayout>
  );
}
