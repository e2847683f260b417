import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { Tone } from '../labels/state';
import { Icon } from './Icon';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  detail?: ReactNode;
}

type Show = (tone: Tone, text: string, detail?: ReactNode) => void;

const ToastContext = createContext<Show>(() => {});
const QUIET_MS = 6_000;
/** A failure asks for more reading. */
const LOUD_MS = 15_000;

/** Short messages about what the reader has just done. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(0);
  const { pathname } = useLocation();
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback<Show>(
    (tone, text, detail) => {
      const id = next.current++;
      setToasts((all) => [...all.slice(-2), { id, tone, text, detail }]);
      setTimeout(() => dismiss(id), tone === 'bad' ? LOUD_MS : QUIET_MS);
    },
    [dismiss],
  );
  // Good news is about the page that was left; a failure stays until it was read.
  useEffect(() => setToasts((all) => all.filter(({ tone }) => tone === 'bad')), [pathname]);
  const list = useMemo(
    () =>
      toasts.map(({ id, tone, text, detail }) => (
        <div key={id} className={`toast tone-${tone}`}>
          <div>
            <strong>{text}</strong>
            {detail && <div className="toast-detail">{detail}</div>}
          </div>
          <button className="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="cross" />
          </button>
        </div>
      )),
    [toasts, dismiss],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {list}
      </div>
    </ToastContext>
  );
}

export function useToast(): Show {
  return use(ToastContext);
}
