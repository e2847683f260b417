import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AuthLayout } from './AuthLayout';

/** For an address without the secret that the mail's link has: cut off while copying, or the page was reloaded. */
export function BrokenLink({ action }: { action?: ReactNode }) {
  return (
    <AuthLayout
      title="This link is not complete"
      lead="Please open it once more from the email, by clicking on it or by copying all of it."
    >
      {action ?? (
        <Link className="button wide" to="/sign-in">
          Go to sign in
        </Link>
      )}
    </AuthLayout>
  );
}
