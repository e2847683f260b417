import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventStream, type StreamEvent, type StreamOptions, type StreamStatus } from './EventStream';

/** A server that a test drives by hand: every connection waits here for what the test answers. */
class FakeServer {
  readonly requests: { url: string; lastEventId: string | null }[] = [];
  private answers: ((init: RequestInit) => Promise<Response>)[] = [];
  readonly bodies: ReadableStreamDefaultController<Uint8Array>[] = [];

  readonly fetch = vi.fn((url: string, init: RequestInit) => {
    this.requests.push({ url, lastEventId: new Headers(init.headers).get('Last-Event-ID') });
    const answer = this.answers.shift();
    return answer ? answer(init) : new Promise<Response>(() => {});
  });

  refuses(status: number, body: unknown = {}, headers: Record<string, string> = {}) {
    this.answers.push(async () => new Response(status === 204 ? null : JSON.stringify(body), { status, headers }));
    return this;
  }

  isDown() {
    this.answers.push(() => Promise.reject(new TypeError('Failed to fetch')));
    return this;
  }

  streams(text: string, then: 'stays' | 'closes' | 'breaks' = 'stays') {
    this.answers.push(async (init) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.bodies.push(controller);
          controller.enqueue(new TextEncoder().encode(text));
          if (then === 'closes') controller.close();
          init.signal?.addEventListener('abort', () => controller.error(new DOMException('', 'AbortError')));
        },
        pull: (controller) => {
          if (then === 'breaks') controller.error(new TypeError('network error'));
        },
      }, { highWaterMark: 0 });
      return new Response(body, { status: 200 });
    });
    return this;
  }
}

let server: FakeServer;
let events: StreamEvent[];
let statuses: StreamStatus[];
let stream: EventStream;
const refresh = vi.fn<() => Promise<boolean>>();
const onSessionLost = vi.fn();
const onRestart = vi.fn();

function open(overrides: Partial<StreamOptions> = {}) {
  stream = new EventStream({
    url: () => '/stream?org=acme',
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
    onRestart,
    onSessionLost,
    refresh,
    describe: (status) => `refused ${status}`,
    random: () => 0.5,
    ...overrides,
  });
  stream.start();
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const last = () => statuses.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  events = [];
  statuses = [];
  refresh.mockReset().mockResolvedValue(true);
  onSessionLost.mockReset();
  onRestart.mockReset();
  vi.stubGlobal('fetch', server.fetch);
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

describe('EventStream', () => {
  it('hands on events with their type, data and id', async () => {
    server.streams('retry: 1000\n: hello\n\nid: 7\nevent: log\ndata: {"message":"a"}\n\nevent: state\ndata: {"x":1}\n\n');
    open();
    await settle();
    expect(events).toEqual([
      { type: 'log', data: { message: 'a' }, id: '7' },
      { type: 'state', data: { x: 1 }, id: undefined },
    ]);
    expect(last()).toEqual({ kind: 'open' });
  });

  it('resumes after the last id it has seen, also when a later event had none', async () => {
    server.streams('id: 7\nevent: log\ndata: {}\n\nevent: state\ndata: {}\n\n', 'closes').streams('');
    open();
    await settle();
    expect(last()).toMatchObject({ kind: 'retrying', attempt: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.requests.map((request) => request.lastEventId)).toEqual([null, '7']);
    expect(last()).toEqual({ kind: 'open' });
  });

  it('forgets an event that was cut in half: the server sends it again', async () => {
    server.streams('id: 7\nevent: log\ndata: {"n":7}\n\nid: 8\nevent: log\ndata: {"n"', 'breaks');
    server.streams('id: 8\nevent: log\ndata: {"n":8}\n\n');
    open();
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.requests[1]?.lastEventId).toBe('7');
    expect(events.map((event) => event.data)).toEqual([{ n: 7 }, { n: 8 }]);
  });

  it('waits one second, doubling up to fifteen', async () => {
    for (let i = 0; i < 6; i++) server.isDown();
    open();
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      await settle();
      const status = last();
      if (status?.kind !== 'retrying') throw new Error(`expected a retry, got ${status?.kind}`);
      waits.push(status.retryAt - Date.now());
      await vi.advanceTimersByTimeAsync(status.retryAt - Date.now());
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('spreads its attempts, so that not everybody comes back at once', async () => {
    server.isDown();
    open({ random: () => 0 });
    await settle();
    expect(last()).toMatchObject({ retryAt: Date.now() + 800 });
  });

  it('starts over at one second after it got something', async () => {
    server.isDown().isDown().streams('event: state\ndata: {}\n\n', 'closes');
    open();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(last()).toMatchObject({ kind: 'retrying', attempt: 1 });
  });

  it('treats silence beyond the heartbeat as a drop', async () => {
    server.streams(': hello\n\n').streams('');
    open();
    await vi.advanceTimersByTimeAsync(39_000);
    expect(last()).toEqual({ kind: 'open' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last()).toMatchObject({ kind: 'retrying' });
  });

  it('lets a heartbeat keep it alive', async () => {
    server.streams(': hello\n\n');
    open();
    for (let i = 0; i < 6; i++) {
      await vi.advanceTimersByTimeAsync(15_000);
      server.bodies[0]?.enqueue(new TextEncoder().encode(': beat\n\n'));
    }
    await settle();
    expect(statuses).toEqual([{ kind: 'connecting' }, { kind: 'open' }]);
  });

  it('refreshes the token on "expired" and comes back with its position at once', async () => {
    server.streams('id: 3\nevent: log\ndata: {}\n\nevent: expired\ndata: {}\n\n', 'closes').streams('');
    open();
    await settle();
    expect(refresh).toHaveBeenCalledOnce();
    expect(server.requests[1]?.lastEventId).toBe('3');
    expect(events.map((event) => event.type)).toEqual(['log']);
  });

  it('refreshes the token on 498, and ends the session when that does not help', async () => {
    server.refuses(498).refuses(498);
    open();
    await settle();
    expect(refresh).toHaveBeenCalledOnce();
    expect(onSessionLost).toHaveBeenCalledOnce();
    expect(last()).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('only waits when the refresh could not be asked for', async () => {
    refresh.mockRejectedValueOnce(new Error('unreachable'));
    server.refuses(498);
    open();
    await settle();
    expect(onSessionLost).not.toHaveBeenCalled();
    expect(last()).toMatchObject({ kind: 'retrying' });
  });

  it('ends the session on 401', async () => {
    server.refuses(401);
    open();
    await settle();
    expect(refresh).not.toHaveBeenCalled();
    expect(onSessionLost).toHaveBeenCalledOnce();
  });

  it.each([403, 404, 400])('gives up on %i and says why', async (status) => {
    server.refuses(status, { detail: 'no' });
    open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last()).toEqual({ kind: 'refused', status, message: `refused ${status}` });
    expect(server.requests).toHaveLength(1);
  });

  it('stops on 204: nothing is left', async () => {
    server.refuses(204);
    open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last()).toEqual({ kind: 'closed' });
    expect(server.requests).toHaveLength(1);
  });

  it('stops on "end"', async () => {
    server.streams('event: end\ndata: {"lines":0}\n\n', 'closes');
    open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last()).toEqual({ kind: 'closed' });
    expect(events).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  it('waits as long as a full server asks', async () => {
    server.refuses(429, {}, { 'Retry-After': '7' });
    open();
    await settle();
    expect(last()).toMatchObject({ kind: 'retrying', retryAt: Date.now() + 7_000 });
  });

  it('keeps trying through errors of the server', async () => {
    server.refuses(503).streams('');
    open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last()).toEqual({ kind: 'open' });
  });

  it('starts over when the server no longer knows the position', async () => {
    server.streams('id: 7\nevent: log\ndata: {}\n\n', 'closes').refuses(400).streams('');
    open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onRestart).toHaveBeenCalledOnce();
    expect(server.requests.map((request) => request.lastEventId)).toEqual([null, '7', null]);
  });

  it('hands on "reset" like any event and keeps the stream', async () => {
    server.streams('event: reset\nid: 90\ndata: {}\n\n');
    open();
    await settle();
    expect(events.map((event) => event.type)).toEqual(['reset']);
    expect(last()).toEqual({ kind: 'open' });
  });

  it('notices at once that the network is gone, and that it is back', async () => {
    server.streams('').streams('');
    open();
    await settle();
    window.dispatchEvent(new Event('offline'));
    await settle();
    expect(last()).toMatchObject({ kind: 'retrying' });
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(last()).toEqual({ kind: 'open' });
  });

  it('says nothing any more once stopped', async () => {
    server.streams('');
    open();
    await settle();
    const before = statuses.length;
    stream.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(statuses).toHaveLength(before);
    expect(server.requests).toHaveLength(1);
  });
});
