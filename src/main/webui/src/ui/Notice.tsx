import type { ReactNode } from 'react';
import type { Tone } from '../labels/state';
import { Icon, type IconName } from './Icon';

const ICONS: Record<Tone, IconName> = {
  ok: 'check',
  warn: 'warn',
  bad: 'warn',
  live: 'eye',
  wait: 'clock',
  idle: 'help',
};

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Something the reader must know, in the flow of the page. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={`notice tone-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div className="notice-text">
        <strong>{title}</strong>
        {children && <p>{children}</p>}
      </div>
      {action}
    </div>
  );
}

interface BlankProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'idle' | 'bad';
}

/** Stands where content would: nothing there yet, or it could not be had. */
export function Blank({ title, children, action, tone = 'idle' }: BlankProps) {
  return (
    <div className={`blank tone-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <svg viewBox="0 0 120 72" aria-hidden="true" focusable="false">
        <path className="blank-stream" d="M12 18c28 0 28 18 52 18h44M12 54c28 0 28-18 52-18" />
        <circle cx="12" cy="18" r="7" />
        <circle cx="12" cy="54" r="7" />
        <circle cx="108" cy="36" r="8" className="blank-goal" />
        {tone === 'bad' && <path className="blank-cut" d="M74 26l16 20M90 26 74 46" />}
      </svg>
      <h2>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}
