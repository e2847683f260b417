import type { LogEvent } from '../api/types';

/** A line as shown. `n` counts from 1 over the whole run, whatever is filtered. */
export interface LogLine {
  n: number;
  timestamp: string;
  level: number;
  /** As written by the worker. */
  message: string;
  /** As shown: without terminal colours. */
  text: string;
  /** Whether the text itself has more than one line; kept, because row heights are estimated again and again. */
  hasBreaks: boolean;
  step: string | null;
}

export const LEVELS = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 } as const;

// Escape sequences that set colours in a terminal (dbt writes them).
const ANSI = /\u001b\[[0-9;]*[A-Za-z]/g;

/** Runs `flush` with the next frame; in a hidden tab, where frames do not come, a little later. */
export type Scheduler = (flush: () => void) => void;

export const nextFrame: Scheduler = (flush) => {
  if (document.visibilityState === 'hidden') setTimeout(flush, 250);
  else requestAnimationFrame(() => flush());
};

/** All lines of one run, in the order of the stream. Grows only; readers are notified once per frame, not once per line. */
export class LogStore {
  private readonly schedule: Scheduler;
  private readonly listeners = new Set<() => void>();
  private kept: LogLine[] = [];
  private pending: LogLine[] = [];
  private scheduled = false;
  /** Grows with each clearing, so that a reader who remembers a position knows that it is void. */
  generation = 0;

  constructor(schedule: Scheduler = nextFrame) {
    this.schedule = schedule;
  }

  /** Lines that readers may see. Never copied: do not change it. */
  get lines(): readonly LogLine[] {
    return this.kept;
  }

  get size(): number {
    return this.kept.length;
  }

  append(event: LogEvent): void {
    const { timestamp, level, message, step } = event;
    const text = message.includes('\u001b') ? message.replace(ANSI, '') : message;
    const n = this.kept.length + this.pending.length + 1;
    this.pending.push({ n, timestamp, level, message, text, hasBreaks: text.includes('\n'), step });
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.flush());
  }

  /** Shows what is waiting at once. */
  flush(): void {
    this.scheduled = false;
    if (this.pending.length === 0) return;
    for (const line of this.pending) this.kept.push(line);
    this.pending = [];
    this.notifyReaders();
  }

  clear(): void {
    this.kept = [];
    this.pending = [];
    this.generation++;
    this.notifyReaders();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private notifyReaders(): void {
    for (const listener of this.listeners) listener();
  }
}
