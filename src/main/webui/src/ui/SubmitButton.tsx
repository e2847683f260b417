import type { ReactNode } from 'react';
import { Icon } from './Icon';

interface SubmitButtonProps {
  busy: boolean;
  waiting: string;
  /** Id of the form, for a button that stands outside of it. */
  form?: string;
  children: ReactNode;
}

/** Sends a form; while it does, says so and takes no second click. */
export function SubmitButton({ busy, waiting, form, children }: SubmitButtonProps) {
  return (
    <button className="button primary" form={form} disabled={busy}>
      {busy && <Icon name="spinner" />}
      {busy ? waiting : children}
    </button>
  );
}
