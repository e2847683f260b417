import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';

const LOG = '/api/prefect/flow_runs/r1/logs/stream';
const CONNECTION = 'c0ffee00-0000-4000-8000-000000000001';
let server: TestServer;

beforeEach(() => {
  // Frames come at once: what is tested here is what is shown, not when.
  vi.stubGlobal('requestAnimationFrame', (flush: FrameRequestCallback) => setTimeout(() => flush(performance.now()), 0));
  server = new TestServer().install().signedIn();
  server.on('GET /api/prefect/v1/flow_runs/r1', {
    id: 'r1',
    name: 'brave-otter',
    deployment_id: 'd1',
    state_type: 'RUNNING',
    state_name: 'Running',
  });
  server.on('GET /api/prefect/v1/flows/d1', {
    name: 'nightly',
    cron: '',
    connections: [{ id: CONNECTION, name: 'KoBo → warehouse', seq: 0 }],
    transformTasks: [],
    isScheduleActive: false,
    continueOnSyncFailure: false,
  });
});

const opened = () => waitFor(() => expect(server.hasStream(LOG)).toBe(true));
const send = (event: string, data: unknown, id?: string) => act(async () => server.send(LOG, event, data, id));
const line = (n: number, message: string, level = 20) =>
  send(
    'log',
    { timestamp: '2026-08-20T12:00:00Z', level, message, flow_run_id: 'r1', task_run_id: null, step: 'dbtjob-dbt-run' },
    `cursor-${n}`,
  );
const state = (state_type: string, state_name: string) =>
  send('state', {
    state_type,
    state_name,
    start_time: new Date(Date.now() - 5_000).toISOString(),
    end_time: null,
    total_run_time: null,
  });
const step = (id: string, label: string, seq: number, state_type: string) =>
  send('step', { id, label, seq, state_type, state_name: null, start_time: '2026-08-20T12:00:00Z', end_time: '2026-08-20T12:00:41Z' });

it('shows the run, its steps in words and order, and its lines as they come', async () => {
  openAt('/runs/r1');
  await opened();
  expect(await screen.findByRole('heading', { name: 'nightly' })).toBeInTheDocument();
  await state('RUNNING', 'Running');
  await step('s2', 'dbtjob-dbt-run', 2, 'RUNNING');
  await step('s1', `run-airbyte-connection-flow-v1-${CONNECTION}`, 1, 'COMPLETED');
  await line(1, 'Found 12 models');
  await line(2, '\u001b[32mPASS\u001b[0m everything');
  expect(await screen.findByText('PASS everything')).toBeInTheDocument();
  const steps = within(screen.getByLabelText('Steps')).getAllByRole('listitem');
  expect(steps.map((item) => item.querySelector('.step-name')?.textContent)).toEqual(['Sync KoBo → warehouse', 'dbt run']);
  expect(steps[0]).toHaveTextContent('Succeeded · 41 s');
  expect(screen.getByTestId('log-foot')).toHaveTextContent('2 lines');
  expect(document.title).toBe('Running: nightly · Dalgo');
});

it('counts the rows of a sync while it runs, and forgets the count when it may be old', async () => {
  openAt('/runs/r1');
  await opened();
  await step('s1', 'airbyte-sync', 1, 'RUNNING');
  await send('progress', { step: 's1', records: 12_340, bytes: 4_100_000, estimated_total: 20_000 });
  expect(await screen.findByText('12,340 of about 20,000 rows · 4.1 MB')).toBeInTheDocument();
  await act(async () => server.drop(LOG));
  await screen.findByText(/Connection lost/);
  expect(screen.queryByText(/12,340/)).not.toBeInTheDocument();
});

it('passes on why a run waits', async () => {
  openAt('/runs/r1');
  await opened();
  await send('state', {
    state_type: 'SCHEDULED',
    state_name: 'Late',
    start_time: null,
    end_time: null,
    total_run_time: null,
    state_message: 'no worker polls the queue ddp: the run starts as soon as one does',
  });
  expect(await screen.findByText('Waiting for a worker')).toBeInTheDocument();
  expect(screen.getByText(/no worker polls the queue ddp/)).toBeInTheDocument();
});

it('closes with the final state and the number of lines', async () => {
  openAt('/runs/r1');
  await opened();
  await line(1, 'only line');
  await send('end', { state_type: 'COMPLETED', state_name: 'DBT_TEST_FAILED', lines: 1 });
  expect(await screen.findByTestId('log-end')).toHaveTextContent('Complete: dbt tests failed, 1 line');
  expect(screen.getByRole('button', { name: 'Run again' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Cancel' })).not.toBeInTheDocument();
});

it('says after which line it resumes when the connection is lost, and goes on there', async () => {
  const user = openAt('/runs/r1');
  await opened();
  await line(1, 'first');
  await line(2, 'second');
  await act(async () => server.drop(LOG));
  expect(await screen.findByText(/Connection lost, resuming after line 2/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  await opened();
  await line(3, 'third');
  expect(await screen.findByText('third')).toBeInTheDocument();
  expect(screen.queryByText(/Connection lost/)).not.toBeInTheDocument();
  expect(screen.getByTestId('log-foot')).toHaveTextContent('3 lines');
});

it('searches, counts and walks through the matches', async () => {
  const user = openAt('/runs/r1');
  await opened();
  for (const [n, message] of ['a model', 'b test', 'c MODEL', 'd'].entries()) await line(n + 1, message);
  await user.keyboard('/');
  expect(screen.getByLabelText('Search the log')).toHaveFocus();
  await user.keyboard('model');
  expect(await screen.findByText('1 of 2')).toBeInTheDocument();
  await user.keyboard('{Enter}');
  expect(screen.getByText('2 of 2')).toBeInTheDocument();
  expect(document.querySelector('.current')).toHaveTextContent('c MODEL');
  await user.click(screen.getByRole('button', { name: 'Next match' }));
  expect(screen.getByText('1 of 2')).toBeInTheDocument();
  await user.keyboard('{Escape}');
});

it('hides less important lines and says how many', async () => {
  const user = openAt('/runs/r1');
  await opened();
  await line(1, 'calm');
  await line(2, 'careful', 30);
  await line(3, 'wrong', 40);
  await user.selectOptions(screen.getByLabelText('Show lines'), 'Errors only');
  expect(screen.getByText('wrong')).toBeInTheDocument();
  expect(screen.queryByText('calm')).not.toBeInTheDocument();
  expect(screen.getByTestId('log-foot')).toHaveTextContent('1 of 3 lines shown');
});

it('marks the line of the address and does not follow then', async () => {
  openAt('/runs/r1?line=2');
  await opened();
  for (const n of [1, 2, 3]) await line(n, `line ${n}`);
  await waitFor(() => expect(document.querySelector('.linked')).toHaveTextContent('line 2'));
  expect(screen.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false');
});

it('toggles following with a key', async () => {
  const user = openAt('/runs/r1');
  await opened();
  const follow = await screen.findByRole('button', { name: 'Follow' });
  expect(follow).toHaveAttribute('aria-pressed', 'true');
  await user.keyboard('f');
  expect(follow).toHaveAttribute('aria-pressed', 'false');
});

it('copies what is shown', async () => {
  const user = openAt('/runs/r1');
  await opened();
  await line(1, 'copy me');
  await user.click(screen.getByRole('button', { name: 'Copy the shown lines' }));
  expect(await screen.findByText('1 line copied.')).toBeInTheDocument();
  expect(await navigator.clipboard.readText()).toContain('INFO      copy me');
});

it('offers Cancel only to those who may', async () => {
  server.signedIn(membership('demo', 'Demo', ['can_view_pipeline']));
  openAt('/runs/r1');
  await opened();
  await state('RUNNING', 'Running');
  await screen.findByRole('heading', { name: 'nightly' });
  expect(screen.queryByRole('button', { name: 'Cancel' })).not.toBeInTheDocument();
});

it('says that a run cannot be found', async () => {
  server.on(`GET ${LOG}`, new Refusal(404, { detail: 'not found' }));
  openAt('/runs/r1');
  expect(await screen.findByText('This run cannot be found')).toBeInTheDocument();
});

it('waits for the first line, and says when a run wrote none', async () => {
  openAt('/runs/r1');
  await opened();
  expect(await screen.findByText('Waiting for the first line…')).toBeInTheDocument();
  await send('end', { state_type: 'CANCELLED', state_name: 'Cancelled', lines: 0 });
  expect(await screen.findByText('This run wrote no log.')).toBeInTheDocument();
});

it('works without names when the run is known to the stream alone', async () => {
  server.on('GET /api/prefect/v1/flow_runs/r1', new Refusal(503, { detail: 'Prefect does not answer.' }));
  openAt('/runs/r1');
  await opened();
  await state('RUNNING', 'Running');
  await line(1, 'still here');
  expect(await screen.findByText('still here')).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Run' })).toBeInTheDocument();
});
