import { logStreamUrl } from '../api/endpoints';
import { errorMessage } from '../api/errors';
import { loseSession, refreshToken } from '../api/http';
import type { EndEvent, LogEvent, ProgressEvent, StateEvent, StepEvent } from '../api/types';
import { EventStream, type StreamEvent, type StreamStatus } from '../stream/EventStream';
import { LogStore, type Scheduler, nextFrame } from './LogStore';

export interface RunSnapshot {
  status: StreamStatus;
  state: StateEvent | null;
  /** In the order of the pipeline. */
  steps: readonly StepEvent[];
  /** By what the event called the step: its id or its label. */
  progress: ReadonlyMap<string, ProgressEvent>;
  /** Set when the run is over and every line has been received. */
  end: EndEvent | null;
}

const NOTHING: RunSnapshot = { status: { kind: 'connecting' }, state: null, steps: [], progress: new Map(), end: null };

/** One run as it happens: its log stream, turned into lines, state, steps and progress. */
export class RunFeed {
  readonly log: LogStore;
  private readonly stream: EventStream;
  private readonly schedule: Scheduler;
  private readonly listeners = new Set<() => void>();
  private current = NOTHING;
  private scheduled = false;

  constructor(flowRunId: string, schedule: Scheduler = nextFrame) {
    this.schedule = schedule;
    this.log = new LogStore(schedule);
    this.stream = new EventStream({
      url: () => logStreamUrl(flowRunId),
      onEvent: (event) => this.take(event),
      onStatus: (status) => this.follow(status),
      onRestart: () => this.log.clear(),
      refresh: refreshToken,
      onSessionLost: loseSession,
      describe: errorMessage,
    });
  }

  start(): void {
    this.stream.start();
  }

  stop(): void {
    this.stream.stop();
  }

  readonly reconnectNow = (): void => this.stream.reconnectNow();

  readonly snapshot = (): RunSnapshot => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private follow(status: StreamStatus): void {
    // Progress is not sent again after a drop: what is known would grow old unseen.
    this.change(status.kind === 'retrying' ? { status, progress: NOTHING.progress } : { status });
  }

  private take({ type, data }: StreamEvent): void {
    if (data === null) return;
    switch (type) {
      case 'log':
        this.log.append(data as LogEvent);
        break;
      case 'state':
        this.change({ state: data as StateEvent });
        break;
      case 'step':
        this.change({ steps: withStep(this.current.steps, data as StepEvent) });
        break;
      case 'progress': {
        const progress = data as ProgressEvent;
        this.change({ progress: new Map(this.current.progress).set(progress.step, progress) });
        break;
      }
      case 'end': {
        const end = data as EndEvent;
        this.log.flush();
        this.change({ end, state: finalState(this.current.state, end) });
        break;
      }
    }
  }

  private change(part: Partial<RunSnapshot>): void {
    this.current = { ...this.current, ...part };
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    });
  }
}

function withStep(steps: readonly StepEvent[], step: StepEvent): StepEvent[] {
  return [...steps.filter(({ id }) => id !== step.id), step].sort((a, b) => a.seq - b.seq);
}

function finalState(state: StateEvent | null, { state_type, state_name }: EndEvent): StateEvent {
  const times = state ?? { start_time: null, end_time: null, total_run_time: null };
  return { ...times, state_type, state_name };
}
