import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../api/types';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';
import { filterOf } from './auditFilter';
import { auditLabels } from './auditLabels';

const LIST = 'GET /api/audit';
let server: TestServer;

beforeEach(() => {
  server = new TestServer().install();
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_audit'])).on(LIST, { entries: [entry(9)], next: null });
});

it('shows who did what, and the details on demand', async () => {
  const user = openAt('/audit');
  const row = within((await screen.findByText('asha@ngo.org')).closest('li') as HTMLElement);
  expect(row.getByText(/removed a pipeline: nightly/)).toBeInTheDocument();
  await user.click(row.getByText(/removed a pipeline/));
  expect(row.getByText('nightly')).toBeVisible();
  expect(row.getByText('192.0.2.7')).toBeVisible();
});

it('loads older entries behind those that are there, also after a failure', async () => {
  server.on(LIST, { entries: [entry(9)], next: 9 });
  const user = openAt('/audit');
  const older = await screen.findByRole('button', { name: 'Load older entries' });
  server.on(LIST, new Refusal(503, { detail: 'The database is being restarted.' }));
  await user.click(older);
  expect(await screen.findByText('The database is being restarted.')).toBeInTheDocument();
  server.on(LIST, { entries: [entry(8, { actor: 'ravi@ngo.org' })], next: null });
  await user.click(screen.getByRole('button', { name: 'Load older entries' }));
  expect(await screen.findByText('ravi@ngo.org')).toBeInTheDocument();
  expect(screen.getByText('asha@ngo.org')).toBeInTheDocument();
  expect(server.requests.filter((request) => request === `${LIST}?before=9`)).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Load older entries' })).not.toBeInTheDocument();
});

it('filters, keeps the filter in the address, and leads back to everything', async () => {
  const user = openAt('/audit?action=delete');
  expect(await screen.findByLabelText('Did')).toHaveValue('delete');
  expect(server.requests).toContain(`${LIST}?action=delete`);
  server.on(LIST, { entries: [], next: null });
  await user.type(screen.getByLabelText('Who'), 'ravi@ngo.org');
  await user.selectOptions(screen.getByLabelText('With'), 'members');
  await user.click(screen.getByRole('button', { name: 'Show' }));
  expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
  expect(server.requests).toContain(`${LIST}?actor=ravi%40ngo.org&action=delete&resource_type=org_user`);
  await user.click(screen.getByRole('button', { name: 'Show everything' }));
  expect(await screen.findByText('Nothing has happened yet')).toBeInTheDocument();
  expect(screen.getByLabelText('Did')).toHaveValue('');
});

it('asks for whole days of the reader, the last one included', () => {
  // The tests run in Kolkata.
  expect(filterOf({ from: '2026-08-01', to: '2026-08-31' })).toEqual({
    from: '2026-07-31T18:30:00.000Z',
    to: '2026-08-31T18:30:00.000Z',
  });
  expect(filterOf({ from: 'yesterday', actor: 'a' })).toEqual({ actor: 'a' });
});

it('saves what is filtered as a file', async () => {
  server.on('GET /api/audit/export', () => new Response('id,at\r\n'));
  const made = vi.fn((_content: Blob) => 'blob:x');
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => {} }));
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  const user = openAt('/audit?action=delete');
  await user.click(await screen.findByRole('button', { name: 'Save as CSV' }));
  await waitFor(() => expect(click).toHaveBeenCalledOnce());
  expect((click.mock.contexts[0] as HTMLAnchorElement).download).toBe('activity-demo.csv');
  expect(await made.mock.calls[0]?.[0].text()).toBe('id,at\r\n');
  expect(server.requests).toContain('GET /api/audit/export?action=delete');
});

it('is for those who may see it', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_orgusers']));
  openAt('/audit');
  expect(await screen.findByText('Your role does not include this list')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Activity' })).not.toBeInTheDocument();
  expect(server.requests.some((request) => request.startsWith(LIST))).toBe(false);
});

it.each([
  [{ action: 'login', resource_type: 'auth' }, 'signed in'],
  [{ action: 'update', resource_type: 'org_preference' }, 'changed the settings'],
  [{ action: 'create', resource_type: 'invitation' }, 'added an invitation'],
  [{ action: 'create', resource_type: 'org_user', resource_id: 'asha@ngo.org' }, 'joined'],
  [{ action: 'execute' }, 'started a pipeline'],
  [{ action: 'execute', details: { outcome: 'cancelled' } }, 'cancelled a run of a pipeline'],
  [{ action: 'execute', details: { outcome: 'not started' }, resource_type: 'connection' }, 'could not start a connection'],
  [{ action: 'create', resource_type: 'dbt_task' }, 'added a dbt task'],
  [{ action: 'create', resource_type: 'data_source' }, 'added a source'],
  [{ action: 'create', resource_type: 'dbt' }, 'added the dbt workspace'],
  [{ action: 'made_up', resource_type: 'new_thing' }, 'made up a new thing'],
])('says %o in words', (over, words) => {
  expect(auditLabels(entry(1, over))).toBe(words);
});

function entry(id: number, over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    at: new Date(Date.now() - 3_600_000).toISOString(),
    actor: 'asha@ngo.org',
    action: 'delete',
    resource_type: 'pipeline',
    resource_id: 'd1',
    details: { name: 'nightly' },
    address: '192.0.2.7',
    agent: 'Firefox',
    ...over,
  };
}
