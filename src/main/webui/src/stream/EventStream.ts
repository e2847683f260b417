import { createParser } from 'eventsource-parser';

/** One event; `data` is parsed JSON, `id` only where the server gave this event one. */
export interface StreamEvent {
  type: string;
  data: unknown;
  id: string | undefined;
}

export type StreamStatus =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** Dropped; comes back by itself at `retryAt` (epoch milliseconds). */
  | { kind: 'retrying'; attempt: number; retryAt: number; offline: boolean }
  /** Complete: the server said so, or has nothing left. */
  | { kind: 'closed' }
  /** Will never work as asked; `status` is the server's. */
  | { kind: 'refused'; status: number; message: string };

export interface StreamOptions {
  url: () => string;
  onEvent: (event: StreamEvent) => void;
  onStatus: (status: StreamStatus) => void;
  /** The position is no longer known to the server: forget everything, the stream starts over. */
  onRestart: () => void;
  /** Gets a new access token; false means the session is over. */
  refresh: () => Promise<boolean>;
  onSessionLost: () => void;
  /** Reads the sentence of a refusal. */
  describe: (status: number, body: unknown) => string;
  random?: () => number;
}

const LONGEST_DELAY_MS = 15_000;
/** Two heartbeats and a half. A half-open connection says nothing, and nothing is also what a dead one says. */
const SILENCE_MS = 40_000;
/** How long the answer's first byte may take. */
const TIMEOUT_MS = 20_000;
const TOO_MANY = 429;
const TOKEN_EXPIRED = 498;

/**
 * A server-sent event stream that outlives its connections: it resumes after the last id it has seen, waits 1 s doubling to
 * 15 s (±20 %) between attempts, refreshes an expired token, and stops for good on `end`, on 204 and on a refusal.
 *
 * Built on fetch rather than on the browser's EventSource, which hides the status of a refusal and gives up on any of them.
 */
export class EventStream {
  private readonly options: StreamOptions;
  private lastId: string | null = null;
  private attempt = 0;
  private baseDelay = 1_000;
  private refreshed = false;
  private stopped = false;
  private connection: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: StreamOptions) {
    this.options = options;
    window.addEventListener('offline', this.wentOffline);
    window.addEventListener('online', this.reconnectNow);
  }

  start(): void {
    void this.connect();
  }

  /** Ends the stream; no callback is called any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.connection?.abort();
    window.removeEventListener('offline', this.wentOffline);
    window.removeEventListener('online', this.reconnectNow);
  }

  /** Does not wait for the next attempt. Does nothing while connected. */
  readonly reconnectNow = (): void => {
    if (this.stopped || this.connection) return;
    clearTimeout(this.timer);
    void this.connect();
  };

  private readonly wentOffline = (): void => {
    // The browser keeps a dead socket open for minutes; the reader should know now.
    this.connection?.abort();
  };

  private async connect(): Promise<void> {
    const connection = new AbortController();
    this.connection = connection;
    this.options.onStatus({ kind: 'connecting' });
    let next: () => void | Promise<void>;
    try {
      next = await this.converse(connection);
    } catch {
      next = () => this.retry();
    }
    clearTimeout(this.timer);
    connection.abort();
    this.connection = null;
    if (!this.stopped) await next();
  }

  /** Talks until the connection ends; answers what to do then. */
  private async converse(connection: AbortController): Promise<() => void | Promise<void>> {
    this.watch(connection, TIMEOUT_MS);
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.lastId !== null) headers['Last-Event-ID'] = this.lastId;
    const response = await fetch(this.options.url(), {
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: connection.signal,
    });
    if (response.status === 204) return () => this.finish({ kind: 'closed' });
    if (response.status !== 200 || !response.body) return this.refusal(response);
    if (this.stopped) return () => {};
    this.options.onStatus({ kind: 'open' });
    return this.read(response.body, connection);
  }

  private async read(body: ReadableStream<Uint8Array>, connection: AbortController) {
    let outcome: (() => void | Promise<void>) | null = null;
    const parser = createParser({
      onEvent: (message) => {
        if (outcome || this.stopped) return;
        const type = message.event ?? 'message';
        if (type === 'expired') {
          outcome = () => this.renew();
          return;
        }
        this.attempt = 0;
        this.refreshed = false;
        if (message.id) this.lastId = message.id;
        this.options.onEvent({ type, data: parse(message.data), id: message.id });
        if (type === 'end') outcome = () => this.finish({ kind: 'closed' });
      },
      onRetry: (delay) => {
        this.baseDelay = Math.min(Math.max(delay, 100), LONGEST_DELAY_MS);
      },
    });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      this.watch(connection, SILENCE_MS);
      const { done, value } = await reader.read();
      if (value) parser.feed(decoder.decode(value, { stream: true }));
      if (outcome) return outcome;
      if (done) return () => this.retry();
    }
  }

  private async refusal(response: Response): Promise<() => void | Promise<void>> {
    const { status } = response;
    if (status === TOKEN_EXPIRED) return () => this.renew();
    if (status === 401) return () => this.lose();
    if (status === TOO_MANY) {
      const seconds = Number(response.headers.get('Retry-After'));
      return () => this.retry(Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined);
    }
    if (status >= 500) return () => this.retry();
    if (status === 400 && this.lastId !== null) {
      return () => {
        this.lastId = null;
        this.options.onRestart();
        return this.connect();
      };
    }
    const body: unknown = await response.json().catch(() => null);
    return () => this.finish({ kind: 'refused', status, message: this.options.describe(status, body) });
  }

  private async renew(): Promise<void> {
    // A fresh token that is at once called expired would otherwise make this a loop.
    if (this.refreshed) return this.lose();
    this.refreshed = true;
    let alive: boolean;
    try {
      alive = await this.options.refresh();
    } catch {
      this.refreshed = false;
      return this.retry();
    }
    if (this.stopped) return;
    return alive ? this.connect() : this.lose();
  }

  private lose(): void {
    this.finish({ kind: 'refused', status: 401, message: 'Your session has ended. Please sign in again.' });
    this.options.onSessionLost();
  }

  private retry(asked?: number): void {
    const doubled = Math.min(this.baseDelay * 2 ** this.attempt, LONGEST_DELAY_MS);
    const jitter = 0.8 + 0.4 * (this.options.random ?? Math.random)();
    const delay = asked ?? Math.min(doubled * jitter, LONGEST_DELAY_MS);
    this.attempt++;
    this.options.onStatus({
      kind: 'retrying',
      attempt: this.attempt,
      retryAt: Date.now() + delay,
      offline: navigator.onLine === false,
    });
    this.timer = setTimeout(() => void this.connect(), delay);
  }

  private finish(status: StreamStatus): void {
    this.stop();
    this.options.onStatus(status);
  }

  private watch(connection: AbortController, timeout: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => connection.abort(), timeout);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
