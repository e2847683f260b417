import { useCallback, useEffect, useRef, useState } from 'react';
import { listAudit } from '../api/endpoints';
import { sentence } from '../api/errors';
import type { AuditEntry } from '../api/types';

interface Entries {
  /** Null until the first page has come. */
  entries: readonly AuditEntry[] | null;
  hasMore: boolean;
  busy: boolean;
  error: string | null;
  /** The page that follows; after a failure, the one that failed. */
  more: () => void;
}

/** Entries of the audit log, newest first, by the page. `filter` must be the same object as long as it asks for the same. */
export function useAudit(filter: Record<string, string>): Entries {
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const reading = useRef(0);

  const read = useCallback(
    async (before: number | null) => {
      const mine = ++reading.current;
      setBusy(true);
      setError(null);
      try {
        const page = await listAudit(filter, before);
        if (mine !== reading.current) return;
        setEntries((known) => (before === null ? page.entries : [...(known ?? []), ...page.entries]));
        setNext(page.next);
      } catch (failure) {
        if (mine === reading.current) setError(sentence(failure));
      } finally {
        if (mine === reading.current) setBusy(false);
      }
    },
    [filter],
  );

  useEffect(() => {
    setEntries(null);
    setNext(null);
    void read(null);
    return () => {
      reading.current++;
    };
  }, [read]);

  return { entries, hasMore: next !== null, busy, error, more: () => void read(next) };
}
