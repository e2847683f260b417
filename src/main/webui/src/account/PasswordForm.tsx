import { changePassword } from '../api/endpoints';
import { NewPassword } from '../ui/NewPassword';
import { Notice } from '../ui/Notice';
import { SubmitButton } from '../ui/SubmitButton';
import { useToast } from '../ui/Toasts';
import { useForm } from '../ui/useForm';

/** A new password ends all sessions but the one in which it was chosen. */
export function PasswordForm({ email, onChanged }: { email: string; onChanged: () => Promise<void> }) {
  const toast = useToast();
  const { busy, error, onSubmit } = useForm(async (fields, form) => {
    await changePassword(String(fields.get('password')));
    form.reset();
    toast('ok', 'Your password is changed.', 'On all other devices you are signed out.');
    await onChanged();
  });
  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      {error && <Notice tone="bad" title={error} />}
      <form className="fields" onSubmit={onSubmit}>
        {/* Names the account for password managers. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <NewPassword />
        <div>
          <SubmitButton busy={busy} waiting="Saving…">
            Change the password
          </SubmitButton>
        </div>
      </form>
    </section>
  );
}
