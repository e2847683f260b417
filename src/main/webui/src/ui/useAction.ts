import { useCallback, useState } from 'react';
import { sentence } from '../api/errors';
import { useToast } from './Toasts';

type Act = (work: () => Promise<void>, failed: string) => Promise<void>;

/** Does what a button asks for, one thing at a time, and shows a failure as a toast. */
export function useAction(): [busy: boolean, act: Act] {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const act = useCallback<Act>(
    async (work, failed) => {
      setBusy(true);
      try {
        await work();
      } catch (error) {
        toast('bad', failed, sentence(error));
      } finally {
        setBusy(false);
      }
    },
    [toast],
  );
  return [busy, act];
}
