import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { countUnread } from '../api/endpoints';

interface Unread {
  count: number;
  /** After something was read here, so that the bell does not lag behind. */
  reload: () => Promise<void>;
}

const UnreadContext = createContext<Unread>({ count: 0, reload: async () => {} });
const EVERY_MS = 30_000;

/** Number of unread notifications in the organisation; polled while the page is visible. */
export function UnreadProvider({ org, children }: { org: string; children: ReactNode }) {
  const [count, setCount] = useState(0);
  const reading = useRef(0);

  const reload = useCallback(async () => {
    const mine = ++reading.current;
    try {
      const unread = await countUnread();
      if (mine === reading.current) setCount(unread);
    } catch {
      // A bell is no place for errors; the number is asked for again soon.
    }
  }, []);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    setCount(0);
    void reload();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      reading.current++;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [org, reload]);

  const unread = useMemo(() => ({ count, reload }), [count, reload]);
  return <UnreadContext value={unread}>{children}</UnreadContext>;
}

export function useUnread(): Unread {
  return use(UnreadContext);
}
