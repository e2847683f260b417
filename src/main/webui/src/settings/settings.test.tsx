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
