import { screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';

const GET = 'GET /api/orgpreferences/';
const PUT = 'PUT /api/orgpreferences/enable-discord-notifications';
const HOOK = 'https://discord.com/api/webhooks/1/s3cret';
const off = { success: true, res: { enable_discord_notifications: false, discord_webhook: null } };
const on = { success: true, res: { enable_discord_notifications: true, discord_webhook: HOOK } };
let server: TestServer;
let sent: unknown[];

beforeEach(() => {
  sent = [];
  server = new TestServer().install();
  server.signedIn(membership('demo', 'Demo Foundation', ['can_edit_org_notification_settings']));
});

const keep = (answer: unknown) => (body: unknown) => {
  sent.push(body);
  return answer;
};

it('switches the chat on, and shows no more of the address than where it leads', async () => {
  server.on(GET, off).on(PUT, keep(on));
  const user = openAt('/settings');
  await user.type(await screen.findByLabelText('Webhook address of the channel'), HOOK);
  server.on(GET, on);
  await user.click(screen.getByRole('button', { name: 'Switch on' }));
  expect(await screen.findByText('Notifications go into a channel at discord.com.')).toBeInTheDocument();
  expect(sent).toEqual([{ enable_discord_notifications: true, discord_webhook: HOOK }]);
  expect(document.body.innerHTML).not.toContain('s3cret');
});

it('shows what is wrong with an address', async () => {
  const detail = [{ loc: ['body', 'discord_webhook'], msg: 'must begin with https://' }];
  server.on(GET, off).on(PUT, new Refusal(422, { detail }));
  const user = openAt('/settings');
  await user.type(await screen.findByLabelText('Webhook address of the channel'), 'http://x.test/');
  await user.click(screen.getByRole('button', { name: 'Switch on' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('must begin with https://');
});

it('switches the chat off after a question', async () => {
  server.on(GET, on).on(PUT, keep(off));
  const user = openAt('/settings');
  await user.click(await screen.findByRole('button', { name: 'Switch off' }));
  expect(screen.getByText(/Dalgo forgets the address/)).toBeInTheDocument();
  expect(sent).toEqual([]);
  server.on(GET, off);
  await user.click(screen.getAllByRole('button', { name: 'Switch off' }).at(-1) as HTMLElement);
  expect(await screen.findByLabelText('Webhook address of the channel')).toBeInTheDocument();
  expect(sent).toEqual([{ enable_discord_notifications: false }]);
});

it('is not for everybody', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_orgusers']));
  openAt('/settings');
  expect(await screen.findByText('Your role does not include settings')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Settings' })).not.toBeInTheDocument();
  expect(server.requests).not.toContain(GET);
});

const TOKENS = '/api/organizations/api-tokens';
const nightly = {
  id: 't1',
  name: 'nightly',
  permissions: ['can_view_pipelines'],
  created_by: 'manager@demo.test',
  created_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  last_used_at: null,
};

it('creates an API token and shows it once', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_pipelines', 'can_run_pipeline', 'can_manage_api_tokens']));
  server.on(`GET ${TOKENS}`, []).on(`POST ${TOKENS}`, keep({ token: 'dalgo_s3cret', created: nightly }));
  const user = openAt('/settings');
  await user.click(await screen.findByRole('button', { name: 'Create a token' }));
  await user.type(screen.getByLabelText('Name'), 'nightly');
  await user.click(screen.getByLabelText('view pipelines'));
  expect(screen.queryByLabelText('manage api tokens')).not.toBeInTheDocument();
  server.on(`GET ${TOKENS}`, [nightly]);
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(await screen.findByText('dalgo_s3cret')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(document.body.innerHTML).not.toContain('s3cret');
  expect(await screen.findByText('nightly')).toBeInTheDocument();
  expect(sent).toEqual([{ name: 'nightly', permissions: ['can_view_pipelines'], expires_in_days: 90 }]);
});

it('says why an API token is refused', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_pipelines', 'can_manage_api_tokens']));
  server.on(`GET ${TOKENS}`, []).on(`POST ${TOKENS}`, new Refusal(409, { detail: 'There is an API token of this name.' }));
  const user = openAt('/settings');
  await user.click(await screen.findByRole('button', { name: 'Create a token' }));
  await user.type(screen.getByLabelText('Name'), 'nightly');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('There is an API token of this name.');
});

it('revokes an API token after a question', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_manage_api_tokens']));
  server.on(`GET ${TOKENS}`, [nightly]).on(`DELETE ${TOKENS}/t1`, { success: true });
  const user = openAt('/settings');
  await user.click(await screen.findByRole('button', { name: 'Revoke nightly' }));
  expect(server.requests).not.toContain(`DELETE ${TOKENS}/t1`);
  server.on(`GET ${TOKENS}`, []);
  await user.click(screen.getByRole('button', { name: 'Revoke' }));
  expect(await screen.findByText('There are no API tokens.')).toBeInTheDocument();
  expect(server.requests).toContain(`DELETE ${TOKENS}/t1`);
});
