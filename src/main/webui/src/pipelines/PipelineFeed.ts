import { listOverview, listPipelines, orgStreamUrl } from '../api/endpoints';
import { errorMessage, sentence } from '../api/errors';
import { loseSession, refreshToken } from '../api/http';
import type { Lock, Run } from '../api/types';
import { EventStream, type StreamEvent, type StreamStatus } from '../stream/EventStream';
import { isTerminal } from '../labels/state';
import { type LivePipeline, withList, withLock, withRun } from './liveState';

export interface PipelinesSnapshot {
  /** Null until the first list has come. */
  pipelines: readonly LivePipeline[] | null;
  /** Finished runs by deployment, newest first; empty where the overview may not be seen. */
  history: ReadonlyMap<string, readonly Run[]>;
  /** Why the last attempt to read the list failed. */
  error: string | null;
  status: StreamStatus;
}

/** Runs shown as bars beside a pipeline. */
export const BARS = 20;

/** How long after an event a list that it overtook is read again. */
const SETTLE_MS = 500;

/** How often the list is read while the stream does not work. */
const POLL_MS = 15_000;

/** The pipelines of one organisation as they live: a list, kept true by the organisation's stream. */
export class PipelineFeed {
  private readonly stream: EventStream;
  private readonly withHistory: boolean;
  private readonly listeners = new Set<() => void>();
  private readonly runListeners = new Set<(run: Run) => void>();
  private current: PipelinesSnapshot = { pipelines: null, history: new Map(), error: null, status: { kind: 'connecting' } };
  private hasPosition = false;
  private stopped = false;
  private reading = 0;
  private eventsTaken = 0;
  private settle: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setInterval> | undefined;

  constructor(withHistory: boolean) {
    this.withHistory = withHistory;
    this.stream = new EventStream({
      url: orgStreamUrl,
      onEvent: (event) => this.take(event),
      onStatus: (status) => this.follow(status),
      onRestart: () => {
        this.hasPosition = false;
      },
      refresh: refreshToken,
      onSessionLost: loseSession,
      describe: errorMessage,
    });
  }

  start(): void {
    this.stream.start();
    void this.reload();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.poll);
    clearTimeout(this.settle);
    this.stream.stop();
  }

  readonly snapshot = (): PipelinesSnapshot => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Publishes each change of a run, also of runs that no pipeline of the list has. */
  readonly onRun = (listener: (run: Run) => void): (() => void) => {
    this.runListeners.add(listener);
    return () => this.runListeners.delete(listener);
  };

  /** Reads the list again. Failures end up in the snapshot, beside the list that was there before. */
  readonly reload = async (): Promise<void> => {
    clearTimeout(this.settle);
    this.settle = undefined;
    const reading = ++this.reading;
    const { eventsTaken } = this;
    const overview = this.withHistory ? listOverview().catch(() => null) : null;
    try {
      const list = await listPipelines();
      // A slower, older answer must not overwrite a newer one.
      if (reading !== this.reading || this.stopped) return;
      this.change({ pipelines: withList(this.current.pipelines ?? [], list), error: null });
      // Which of the two is newer, the list or an event that came while it was on its way, is unknown.
      if (eventsTaken !== this.eventsTaken) this.settle ??= setTimeout(this.reload, SETTLE_MS);
      const bars = await overview;
      if (bars && reading === this.reading && !this.stopped) {
        this.change({ history: new Map(bars.map(({ deploymentId, runs }) => [deploymentId, runs.slice(0, BARS)])) });
      }
    } catch (error) {
      if (reading === this.reading && !this.stopped) this.change({ error: sentence(error) });
    }
  };

  private follow(status: StreamStatus): void {
    this.change({ status });
    if (status.kind === 'open') {
      clearInterval(this.poll);
      this.poll = undefined;
      // Without a position the stream starts at "now": what happened before it opened is only in the list.
      if (!this.hasPosition) void this.reload();
    } else if (status.kind === 'retrying' || status.kind === 'refused') {
      this.poll ??= setInterval(() => void this.reload(), POLL_MS);
    }
  }

  private take({ type, data, id }: StreamEvent): void {
    if (id) this.hasPosition = true;
    this.eventsTaken++;
    if (type === 'reset') void this.reload();
    else if (type === 'run') this.takeRun(data as Run);
    else if (type === 'lock') this.takeLock(data as { deployment_id?: string; lock: Lock | null });
  }

  private takeRun(run: Run): void {
    const { history } = this.current;
    const bars = run.deployment_id ? history.get(run.deployment_id) : undefined;
    const isResult = isTerminal(run.status) && run.status !== 'CANCELLED' && run.id !== null;
    if (run.deployment_id && bars && isResult) {
      const others = bars.filter(({ id }) => id !== run.id);
      this.change({ history: new Map(history).set(run.deployment_id, [run, ...others].slice(0, BARS)) });
    }
    this.update(run.deployment_id, (pipeline) => withRun(pipeline, run));
    for (const listener of this.runListeners) listener(run);
  }

  private takeLock({ deployment_id, lock }: { deployment_id?: string; lock: Lock | null }): void {
    this.update(deployment_id, (pipeline) => withLock(pipeline, lock));
  }

  private update(deploymentId: string | null | undefined, fold: (pipeline: LivePipeline) => LivePipeline): void {
    const { pipelines } = this.current;
    if (!pipelines || !deploymentId) return;
    this.change({ pipelines: pipelines.map((each) => (each.deploymentId === deploymentId ? fold(each) : each)) });
  }

  private change(part: Partial<PipelinesSnapshot>): void {
    this.current = { ...this.current, ...part };
    for (const listener of this.listeners) listener();
  }
}
