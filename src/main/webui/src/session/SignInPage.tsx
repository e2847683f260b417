import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sentence } from '../api/errors';
import { Icon } from '../ui/Icon';
import { Logo } from '../ui/Logo';
import { Notice } from '../ui/Notice';
import { ThemeToggle } from '../ui/ThemeToggle';
import { useTitle } from '../ui/useTitle';
import { useSession } from './SessionProvider';

export function SignInPage() {
  useTitle('Sign in');
  const { phase, signIn } = useSession();
  const { state } = useLocation() as { state: { from?: string } | null };
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    if (error && !busy) password.current?.select();
  }, [error, busy]);

  if (phase.kind === 'ready') return <Navigate to={state?.from ?? '/pipelines'} replace />;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await signIn(String(form.get('username')).trim(), String(form.get('password')));
    } catch (failure) {
      setError(sentence(failure));
    } finally {
      setBusy(false);
    }
  };

  const ended = phase.kind === 'signedOut' && phase.ended;
  const message = error ?? (phase.kind === 'failed' ? phase.message : null);
  return (
    <main className="sign-in">
      <div className="sign-in-corner">
        <ThemeToggle />
      </div>
      <form className="sign-in-card" onSubmit={(event) => void submit(event)}>
        <Logo large />
        <h1>Sign in to Dalgo</h1>
        <p className="muted">See your data pipelines, run them, and watch them work.</p>
        {message && <Notice tone="bad" title={message} />}
        {ended && !message && (
          <Notice tone="wait" title="Your session has ended.">
            Sign in again to go on where you were.
          </Notice>
        )}
        <label htmlFor={`${id}-username`}>Email</label>
        <input id={`${id}-username`} name="username" type="email" autoComplete="username" required autoFocus />
        <label htmlFor={`${id}-password`}>Password</label>
        <input
          id={`${id}-password`}
          ref={password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <button className="button primary wide" disabled={busy}>
          {busy ? <Icon name="spinner" /> : null}
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
