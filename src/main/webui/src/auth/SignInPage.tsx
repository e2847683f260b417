import { useEffect, useId, useRef } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { useSession } from '../session/SessionProvider';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useForm } from '../ui/useForm';
import { useTitle } from '../ui/useTitle';
import { AuthLayout } from './AuthLayout';

/** What the page before may hand over: where to go on, whom to expect, what has just been done. */
interface Arrival {
  from?: string;
  email?: string;
  news?: string;
}

export function SignInPage() {
  useTitle('Sign in');
  const { phase, signIn } = useSession();
  const { state } = useLocation() as { state: Arrival | null };
  const password = useRef<HTMLInputElement>(null);
  const id = useId();
  const { busy, error, onSubmit } = useForm((fields) =>
    signIn(String(fields.get('username')).trim(), String(fields.get('password'))),
  );

  useEffect(() => {
    if (error && !busy) password.current?.select();
  }, [error, busy]);

  if (phase.kind === 'ready') return <Navigate to={state?.from ?? '/pipelines'} replace />;

  const ended = phase.kind === 'signedOut' && phase.ended;
  const message = error ?? (phase.kind === 'failed' ? phase.message : null);
  return (
    <AuthLayout title="Sign in to Dalgo" lead="See your data pipelines, run them, and watch them work.">
      {message && <Notice tone="bad" title={message} />}
      {state?.news && !message && <Notice tone="ok" title={state.news} />}
      {ended && !message && !state?.news && (
        <Notice tone="wait" title="Your session has ended.">
          Sign in again to go on where you were.
        </Notice>
      )}
      <form onSubmit={onSubmit}>
        <div className="field">
          <label htmlFor={`${id}-username`}>Email</label>
          <input
            id={`${id}-username`}
            name="username"
            type="email"
            autoComplete="username"
            required
            defaultValue={state?.email}
            autoFocus={!state?.email}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-password`}>Password</label>
          <input
            id={`${id}-password`}
            ref={password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            autoFocus={Boolean(state?.email)}
          />
        </div>
        <SubmitButton busy={busy} waiting="Signing in…">
          Sign in
        </SubmitButton>
      </form>
      <Link className="auth-link" to="/forgot-password">
        Forgotten your password?
      </Link>
    </AuthLayout>
  );
}
