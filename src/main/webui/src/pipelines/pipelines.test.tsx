import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAt } from '../testApp';
import { Refusal, TestServer, finished, lock, membership, pipeline, run } from '../testServer';

const LIST = 'GET /api/prefect/v1/flows/';
const ORG = '/api/stream';
let server: TestServer;

beforeEach(() => {
  server = new TestServer().install().signedIn();
  server.on(LIST, [pipeline()]).on('GET /api/dashboard/v1', []);
});

const listsRead = () => server.requests.filter((request) => request === LIST).length;
const row = async (name = 'nightly') => within((await screen.findByRole('link', { name })).closest('li') as HTMLElement);
const send = async (event: string, data: unknown, id?: string) => {
  await waitFor(() => expect(server.hasStream(ORG)).toBe(true));
  await act(async () => server.send(ORG, event, data, id));
};

describe('the list', () => {
  it('shows state, last run and schedule in words', async () => {
    openAt('/pipelines');
    const nightly = await row();
    expect(nightly.getByText('Succeeded')).toBeInTheDocument();
    expect(nightly.getByText('2 hours ago · took 1 min 33 s')).toBeInTheDocument();
    expect(nightly.getByText(/^Every day at 7:00/)).toBeInTheDocument();
    expect(screen.getByText('1 pipeline')).toBeInTheDocument();
  });

  it('says when a schedule is paused, and when there is none', async () => {
    server.on(LIST, [
      pipeline({ status: false }),
      pipeline({ deploymentId: 'd2', name: 'by hand', cron: null, status: false, lastRun: null }),
    ]);
    openAt('/pipelines');
    expect((await row()).getByText('Paused')).toBeInTheDocument();
    const byHand = await row('by hand');
    expect(byHand.getByText('Runs only when started by hand')).toBeInTheDocument();
    expect(byHand.getByText('Never run')).toBeInTheDocument();
    expect(byHand.queryByText('Paused')).not.toBeInTheDocument();
  });

  it('follows a run through the stream, down to failed dbt tests', async () => {
    openAt('/pipelines');
    const nightly = await row();
    await send('lock', { deployment_id: 'd1', lock: lock({ status: 'queued' }) }, '1');
    expect(nightly.getByText('Queued')).toBeInTheDocument();
    await send('run', run({ id: 'r2', status: 'RUNNING', state_name: 'Running', orguser: 'ana@ngo.org' }), '2');
    expect(nightly.getByText('Running')).toBeInTheDocument();
    expect(nightly.getByRole('link', { name: 'Watch nightly live' })).toHaveAttribute('href', '/runs/r2');
    await send('run', run({ id: 'r2', state_name: 'DBT_TEST_FAILED', startTime: new Date().toISOString() }), '3');
    await send('lock', { deployment_id: 'd1', lock: null }, '4');
    expect(nightly.getByText('dbt tests failed')).toBeInTheDocument();
    expect(nightly.getByRole('button', { name: 'Run nightly' })).toBeEnabled();
  });

  it('reads the list again on "reset", and once the stream has opened without a position', async () => {
    openAt('/pipelines');
    await row();
    await waitFor(() => expect(listsRead()).toBe(2));
    server.on(LIST, [pipeline({ name: 'renamed' })]);
    await send('reset', {});
    expect(await screen.findByRole('link', { name: 'renamed' })).toBeInTheDocument();
  });

  it('says when it is not live', async () => {
    openAt('/pipelines');
    expect(await screen.findByText('Live')).toBeInTheDocument();
    await act(async () => server.drop(ORG));
    expect(await screen.findByText('Connection lost, trying again…')).toBeInTheDocument();
  });

  it('starts a run and offers to watch it', async () => {
    server.on('POST /api/prefect/v1/flows/d1/flow_run/', { flow_run_id: 'r9', name: 'calm-owl' });
    const user = openAt('/pipelines');
    await user.click((await row()).getByRole('button', { name: 'Run nightly' }));
    expect(await screen.findByText('nightly is on its way.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Watch it live' })).toHaveAttribute('href', '/runs/r9');
  });

  it('passes on why a run cannot be started, and offers it again', async () => {
    server.on('POST /api/prefect/v1/flows/d1/flow_run/', new Refusal(503, { detail: 'Prefect does not answer.' }));
    const user = openAt('/pipelines');
    await user.click((await row()).getByRole('button', { name: 'Run nightly' }));
    expect(await screen.findByText('nightly could not be started.')).toBeInTheDocument();
    expect(screen.getByText('Prefect does not answer.')).toBeInTheDocument();
    expect((await row()).getByRole('button', { name: 'Run nightly' })).toBeEnabled();
  });

  it('cancels only after a question', async () => {
    const bodies: unknown[] = [];
    server.on(LIST, [pipeline({ lock: lock() })]);
    server.on('POST /api/prefect/flow_runs/r2/set_state', (body: unknown) => {
      bodies.push(body);
      return { success: 1 };
    });
    const user = openAt('/pipelines');
    await user.click((await row()).getByRole('button', { name: 'Cancel nightly' }));
    await user.click(screen.getByRole('button', { name: 'Keep running' }));
    expect(bodies).toEqual([]);
    await user.click((await row()).getByRole('button', { name: 'Cancel nightly' }));
    await user.click(screen.getByRole('button', { name: 'Cancel the run' }));
    expect(await screen.findByText('nightly is being cancelled.')).toBeInTheDocument();
    expect(bodies).toEqual([{ state: { name: 'Cancelling', type: 'CANCELLING' }, force: true }]);
  });

  it('offers nothing that the user may not do', async () => {
    server.signedIn(membership('demo', 'Demo', ['can_view_pipelines', 'can_view_pipeline']));
    server.on(LIST, [pipeline(), pipeline({ deploymentId: 'd2', name: 'busy', lock: lock() })]);
    openAt('/pipelines');
    expect((await row()).queryByRole('button')).not.toBeInTheDocument();
    const busy = await row('busy');
    expect(busy.queryByRole('button')).not.toBeInTheDocument();
    expect(busy.getByRole('link', { name: 'Watch busy live' })).toBeInTheDocument();
    expect(server.requests).not.toContain('GET /api/dashboard/v1');
  });

  it('shows who may not see pipelines what they can do about it, and asks the server for nothing', async () => {
    server.signedIn(membership('demo', 'Demo', ['can_view_dashboards']));
    openAt('/pipelines');
    expect(await screen.findByText('Your role does not include pipelines')).toBeInTheDocument();
    expect(server.requests).not.toContain(LIST);
  });

  it('shows that it is loading, then what went wrong, then tries again', async () => {
    let answer = (_: unknown) => {};
    const slow = new Promise((resolve) => (answer = resolve));
    server.on(LIST, () => slow);
    const user = openAt('/pipelines');
    expect(await screen.findByLabelText('Loading pipelines')).toBeInTheDocument();
    await act(async () => answer(new Refusal(500, {})));
    expect(await screen.findByText('Your pipelines could not be loaded')).toBeInTheDocument();
    server.on(LIST, [pipeline()]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'nightly' })).toBeInTheDocument();
  });

  it('keeps the list that it has when a later reading fails', async () => {
    openAt('/pipelines');
    await row();
    await waitFor(() => expect(listsRead()).toBe(2));
    server.on(LIST, new Refusal(500, { detail: 'Please try later.' }));
    await send('reset', {});
    expect(await screen.findByText('This list may be out of date.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'nightly' })).toBeInTheDocument();
  });
});

describe('one pipeline', () => {
  beforeEach(() => {
    server.on('GET /api/prefect/v1/flows/d1', {
      name: 'nightly',
      cron: '30 1 * * *',
      connections: [{ id: 'c1', name: 'KoBo', seq: 0 }],
      transformTasks: [
        { uuid: 'a', seq: 1 },
        { uuid: 'b', seq: 2 },
      ],
      isScheduleActive: true,
      continueOnSyncFailure: false,
    });
    server.on('GET /api/prefect/v1/flows/d1/flow_runs/history', [finished('r1')]);
  });

  it('shows what it does and what it did', async () => {
    openAt('/pipelines/d1');
    expect(await screen.findByText('KoBo')).toBeInTheDocument();
    expect(screen.getByText('2 dbt tasks')).toBeInTheDocument();
    const entry = (await screen.findByText('dbt test')).closest('a') as HTMLElement;
    expect(entry).toHaveAttribute('href', '/runs/r1');
    expect(within(entry).getByText(': dbt tests failed')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
  });

  it('loads more, and takes a run once that has slipped to the next page', async () => {
    const page = (from: number, n: number) => Array.from({ length: n }, (_, i) => finished(`h${from + i}`));
    server.on('GET /api/prefect/v1/flows/d1/flow_runs/history', page(0, 10));
    const user = openAt('/pipelines/d1');
    const more = await screen.findByRole('button', { name: 'Load more' });
    server.on('GET /api/prefect/v1/flows/d1/flow_runs/history', page(9, 4));
    await user.click(more);
    await waitFor(() => expect(document.querySelectorAll('.history-row')).toHaveLength(13));
    expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
  });

  it('adds a run when it ends', async () => {
    openAt('/pipelines/d1');
    await screen.findByText('dbt test');
    server.on('GET /api/prefect/v1/flows/d1/flow_runs/history', [finished('r2'), finished('r1')]);
    await send('run', run({ id: 'r2' }), '1');
    await waitFor(() => expect(document.querySelectorAll('.history-row')).toHaveLength(2));
  });

  it('says that it has not run yet', async () => {
    server.on('GET /api/prefect/v1/flows/d1/flow_runs/history', []);
    openAt('/pipelines/d1');
    expect(await screen.findByText('No runs yet')).toBeInTheDocument();
  });

  it('says that it does not exist', async () => {
    server.on('GET /api/prefect/v1/flows/gone', new Refusal(404, { detail: 'pipeline does not exist' }));
    openAt('/pipelines/gone');
    expect(await screen.findByText('This pipeline could not be loaded')).toBeInTheDocument();
    expect(screen.getByText('pipeline does not exist')).toBeInTheDocument();
  });
});
