import { vi } from 'vitest';
import type { Lock, Membership, Pipeline, Run, RunWithSteps } from './api/types';

type Answer = unknown | ((body: unknown) => unknown);

/** An answer other than 200. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly body: unknown = {},
  ) {}
}

/** Replaces the application in tests of whole pages: sends prepared answers and keeps streams open for writing. */
export class TestServer {
  private readonly answers = new Map<string, Answer>();
  private readonly streams = new Map<string, ReadableStreamDefaultController<Uint8Array>>();
  readonly requests: string[] = [];

  install(): this {
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => this.respond(url, init));
    return this;
  }

  /** `on('GET /api/x', body)`; the query of the address is left out. */
  on(route: string, answer: Answer): this {
    this.answers.set(route, answer);
    return this;
  }

  signedIn(...memberships: Membership[]): this {
    return this.on('GET /api/currentuserv2', memberships.length > 0 ? memberships : [membership()]);
  }

  /** Sends an event down the stream of a path. */
  send(path: string, event: string, data: unknown, id?: string): void {
    const stream = this.streams.get(path);
    if (!stream) throw new Error(`no stream of ${path} is open`);
    const position = id === undefined ? '' : `id: ${id}\n`;
    stream.enqueue(new TextEncoder().encode(`${position}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  /** Breaks the stream of a path, as a lost network would. */
  drop(path: string): void {
    this.streams.get(path)?.error(new TypeError('network error'));
  }

  hasStream(path: string): boolean {
    return this.streams.has(path);
  }

  private async respond(url: string, init: RequestInit): Promise<Response> {
    const path = url.replace(/\?.*$/, '');
    const route = `${init.method ?? 'GET'} ${path}`;
    this.requests.push(`${init.method ?? 'GET'} ${url}`);
    if (path.endsWith('/stream') && !this.answers.has(route)) return this.open(path, init);
    const found = this.answers.get(route);
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : null;
    const answer: unknown = typeof found === 'function' ? await (found as (body: unknown) => unknown)(body) : found;
    if (answer instanceof Response) return answer;
    if (answer === undefined) return Response.json({ detail: `no answer for ${route}` }, { status: 404 });
    if (answer instanceof Refusal) return Response.json(answer.body, { status: answer.status });
    return Response.json(answer);
  }

  private open(path: string, init: RequestInit): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.streams.set(path, controller);
        init.signal?.addEventListener('abort', () => {
          this.streams.delete(path);
          try {
            controller.error(new DOMException('', 'AbortError'));
          } catch {
            // Already broken by the test.
          }
        });
      },
    });
    return new Response(body, { status: 200 });
  }
}

const EVERYTHING = [
  'can_view_pipelines',
  'can_view_pipeline',
  'can_view_pipeline_overview',
  'can_run_pipeline',
  'can_edit_pipeline',
  'can_view_orgusers',
];

export function membership(slug = 'demo', name = 'Demo Foundation', permissions = EVERYTHING): Membership {
  return {
    email: 'manager@demo.test',
    org: { slug, name },
    new_role_slug: 'manager',
    permissions: permissions.map((permission) => ({ slug: permission })),
  };
}

export function run(over: Partial<Run> = {}): Run {
  const start = new Date(Date.now() - 2 * 3_600_000).toISOString();
  return {
    deployment_id: 'd1',
    id: 'r1',
    name: 'brave-otter',
    startTime: start,
    expectedStartTime: start,
    totalRunTime: 93.4,
    status: 'COMPLETED',
    state_name: 'Completed',
    orguser: null,
    ...over,
  };
}

export function lock(over: Partial<Lock> = {}): Lock {
  return { lockedBy: 'ana@ngo.org', lockedAt: new Date().toISOString(), flowRunId: 'r2', status: 'running', ...over };
}

export function pipeline(over: Partial<Pipeline> = {}): Pipeline {
  return {
    name: 'nightly',
    status: true,
    deploymentName: 'pipeline-demo-x',
    deploymentId: 'd1',
    cron: '30 1 * * *',
    lastRun: run(),
    lock: null,
    ...over,
  };
}

export function finished(id: string, over: Partial<RunWithSteps> = {}): RunWithSteps {
  return {
    ...run(),
    id,
    runs: [
      {
        id: `${id}-1`,
        kind: 'task-run',
        label: 'dbtjob-dbt-test',
        state_type: 'COMPLETED',
        state_name: 'DBT_TEST_FAILED',
        start_time: null,
        end_time: null,
        total_run_time: 4,
      },
    ],
    ...over,
  };
}
