import { useCallback, useEffect, useRef, useState } from 'react';
import { sentence } from '../api/errors';

export interface Loaded<T> {
  /** Null until it has come once; stays while it is read again. */
  data: T | null;
  error: string | null;
  reload: () => Promise<void>;
}

/** What a page shows of the server. `read` must be the same function as long as it reads the same. */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<string | null>(null);
  const reading = useRef(0);

  const reload = useCallback(async () => {
    const mine = ++reading.current;
    try {
      const got = await read();
      if (mine !== reading.current) return;
      setData(got);
      setError(null);
    } catch (failure) {
      if (mine === reading.current) setError(sentence(failure));
    }
  }, [read]);

  useEffect(() => {
    void reload();
    return () => {
      reading.current++;
    };
  }, [reload]);

  return { data, error, reload };
}
