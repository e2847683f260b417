import { useId, useState } from 'react';

export const SHORTEST_PASSWORD = 8;

/** A new password, asked for once and shown on demand: a second blind field only doubles the typing. */
export function NewPassword({ label = 'New password', autoFocus }: { label?: string; autoFocus?: boolean }) {
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="reveal">
        <input
          id={id}
          name="password"
          type={shown ? 'text' : 'password'}
          autoComplete="new-password"
          minLength={SHORTEST_PASSWORD}
          required
          autoFocus={autoFocus}
          aria-describedby={`${id}-hint`}
        />
        <button type="button" className="button small" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
      <p id={`${id}-hint`} className="muted small">
        At least {SHORTEST_PASSWORD} characters; a few unrelated words are easy to remember and hard to guess.
      </p>
    </div>
  );
}
