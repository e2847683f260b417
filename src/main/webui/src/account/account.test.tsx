import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';

const PREFERENCES = '/api/userpreferences/';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
let server: TestServer;
let sent: unknown[];

beforeEach(() => {
  sent = [];
  server = new TestServer().install().signedIn(membership(), membership('second', 'Second Foundation'));
  server
    .on(`GET ${PREFERENCES}`, { success: true, res: { enable_email_notifications: false } })
    .on('GET /api/sessions', [session('a', true), session('b', false)]);
});

const keep = (answer: unknown) => (body: unknown) => {
  sent.push(body);
  return answer;
};

it('changes the password and forgets what was typed', async () => {
  server.on('POST /api/users/change_password/', keep({ success: 1 }));
  const user = openAt('/account');
  expect(await screen.findByText(/member of Demo Foundation and Second Foundation/)).toBeInTheDocument();
  expect(await screen.findByRole('button', { name: 'Sign out Firefox on Windows' })).toBeInTheDocument();
  await user.type(screen.getByLabelText('New password'), 'rainy-Tuesday');
  server.on('GET /api/sessions', [session('c', true)]);
  await user.click(screen.getByRole('button', { name: 'Change the password' }));
  expect(await screen.findByText('Your password is changed.')).toBeInTheDocument();
  expect(sent).toEqual([{ password: 'rainy-Tuesday', confirmPassword: 'rainy-Tuesday' }]);
  expect(screen.getByLabelText('New password')).toHaveValue('');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Sign out Firefox on Windows' })).not.toBeInTheDocument());
});

it('shows why a password is not accepted', async () => {
  server.on('POST /api/users/change_password/', new Refusal(400, { detail: 'This password is known to thieves.' }));
  const user = openAt('/account');
  await user.type(await screen.findByLabelText('New password'), 'password1');
  await user.click(screen.getByRole('button', { name: 'Change the password' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This password is known to thieves.');
});

it('keeps the choice about email as the server has it', async () => {
  const user = openAt('/account');
  const box = await screen.findByRole('checkbox', { name: /by email as well/ });
  server.on(`PUT ${PREFERENCES}`, keep({ success: true, res: { enable_email_notifications: true } }));
  server.on(`GET ${PREFERENCES}`, { success: true, res: { enable_email_notifications: true } });
  await user.click(box);
  await waitFor(() => expect(box).toBeEnabled());
  expect(box).toBeChecked();
  expect(sent).toEqual([{ enable_email_notifications: true }]);
  server.on(`PUT ${PREFERENCES}`, new Refusal(500));
  await user.click(box);
  expect(await screen.findByText('This could not be changed.')).toBeInTheDocument();
  expect(box).toBeChecked();
});

it('signs one device out', async () => {
  server.on('DELETE /api/sessions/b', { success: true });
  const user = openAt('/account');
  const list = within(await screen.findByRole('list', { name: 'Where you are signed in' }));
  expect(list.getByText('This one')).toBeInTheDocument();
  server.on('GET /api/sessions', [session('a', true)]);
  await user.click(list.getByRole('button', { name: 'Sign out Firefox on Windows' }));
  await waitFor(() => expect(list.queryByRole('button')).not.toBeInTheDocument());
  expect(server.requests).toContain('DELETE /api/sessions/b');
});

it('signs out everywhere after a question', async () => {
  server.on('POST /api/logout/all', { success: true });
  const user = openAt('/account');
  await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Sign out everywhere' }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Dalgo' })).toBeInTheDocument();
  expect(server.requests).toContain('POST /api/logout/all');
});

it('does not pretend to have signed out everywhere', async () => {
  server.on('POST /api/logout/all', new Refusal(503, { detail: 'The database is being restarted.' }));
  const user = openAt('/account');
  await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Sign out everywhere' }));
  expect(await screen.findByText(/You may still be signed in on other devices/)).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Your account' })).toBeInTheDocument();
});

function session(id: string, current: boolean) {
  const then = new Date(Date.now() - 7_200_000).toISOString();
  return { id, device: FIREFOX, address: '192.0.2.7', created_at: then, last_used_at: then, current };
}
