import { type FormEvent, useState } from 'react';
import { sentence } from '../api/errors';

interface Form {
  busy: boolean;
  /** Why it was not accepted; belongs beside the fields. */
  error: string | null;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** A form that is sent without leaving the page. */
export function useForm(send: (fields: FormData, form: HTMLFormElement) => Promise<void>): Form {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setError(null);
    try {
      await send(new FormData(form), form);
    } catch (failure) {
      setError(sentence(failure));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    error,
    onSubmit: (event) => {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}
