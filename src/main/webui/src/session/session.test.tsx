import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { selectOrg, selectedOrg } from '../api/http';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership, pipeline } from '../testServer';

let server: TestServer;

beforeEach(() => {
  server = new TestServer().install();
  server.on('GET /api/prefect/v1/flows/', [pipeline()]).on('GET /api/dashboard/v1', []);
});

it('asks who is there, shows the server\'s sentence for a wrong password, and opens the page that was asked for', async () => {
  let signedIn = false;
  server.on('GET /api/currentuserv2', () => (signedIn ? [membership()] : new Refusal(401, { detail: 'no session' })));
  server.on('POST /api/v2/login/', (body: unknown) => {
    signedIn = (body as { password: string }).password === 'right';
    return signedIn ? { email: 'x' } : new Refusal(400, { detail: 'The email or the password is not right.' });
  });
  const user = openAt('/pipelines');
  await user.type(await screen.findByLabelText('Email'), 'manager@demo.test');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The email or the password is not right.');
  await user.clear(screen.getByLabelText('Password'));
  await user.type(screen.getByLabelText('Password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('link', { name: 'nightly' })).toBeInTheDocument();
});

it('does not greet a first visitor with an ended session, but reports a session that ends', async () => {
  server.signedIn();
  server.on('GET /api/prefect/v1/flows/', new Refusal(401));
  openAt('/pipelines');
  expect(await screen.findByText('Your session has ended.')).toBeInTheDocument();
});

it('goes on in the same place when the session was only replaced, by a new password in another tab', async () => {
  selectOrg('second');
  server.signedIn(membership(), membership('second', 'Second Foundation'));
  server.on('GET /api/prefect/v1/flows/', () => {
    server.on('GET /api/prefect/v1/flows/', [pipeline()]);
    return new Refusal(401);
  });
  openAt('/pipelines');
  expect(await screen.findByRole('link', { name: 'nightly' })).toBeInTheDocument();
  expect(screen.getByLabelText('Organisation')).toHaveValue('second');
});

it('goes on in another organisation after a removal from the current one', async () => {
  server.signedIn(membership(), membership('second', 'Second Foundation'));
  server.on('GET /api/organizations/users', []).on('GET /api/data/roles', []);
  const user = openAt('/pipelines');
  await user.click(await screen.findByRole('link', { name: 'Members' }));
  await screen.findByText(/the data of Demo Foundation/);
  server.signedIn(membership('second', 'Second Foundation'));
  server.on('GET /api/prefect/v1/flows/', () => {
    server.on('GET /api/prefect/v1/flows/', []);
    return new Refusal(401);
  });
  await user.click(screen.getByRole('link', { name: 'Pipelines' }));
  expect(await screen.findByText('You are no longer a member of Demo Foundation.')).toBeInTheDocument();
  expect(await screen.findByText('No pipelines yet')).toBeInTheDocument();
  expect(selectedOrg()).toBe('second');
});

it('signs out, even when the server does not answer that', async () => {
  server.signedIn();
  const user = openAt('/pipelines');
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Dalgo' })).toBeInTheDocument();
  expect(screen.queryByText('Your session has ended.')).not.toBeInTheDocument();
  expect(server.requests).toContain('POST /api/logout/');
  expect(selectedOrg()).toBeNull();
});

it('does not report an ended session after a sign-out', async () => {
  server.signedIn().on('POST /api/logout/', new Refusal(401));
  const user = openAt('/pipelines');
  await screen.findByRole('link', { name: 'nightly' });
  server.on('GET /api/currentuserv2', new Refusal(401));
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(await screen.findByRole('heading', { name: 'Sign in to Dalgo' })).toBeInTheDocument();
  await waitFor(() => expect(server.requests.filter((request) => request === 'GET /api/currentuserv2')).toHaveLength(2));
  expect(screen.queryByText('Your session has ended.')).not.toBeInTheDocument();
});

it('switches the organisation and reads its pipelines', async () => {
  server.signedIn(membership(), membership('second', 'Second Foundation'));
  const user = openAt('/pipelines');
  await screen.findByRole('link', { name: 'nightly' });
  server.on('GET /api/prefect/v1/flows/', []);
  await user.selectOptions(screen.getByLabelText('Organisation'), 'second');
  expect(await screen.findByText('No pipelines yet')).toBeInTheDocument();
  expect(selectedOrg()).toBe('second');
  await waitFor(() => expect(server.requests.at(-1)).toBeDefined());
  expect(server.requests).toContain('GET /api/stream?topics=run,lock&org=second');
});

it('stays on the page when the organisation is switched, unless it belongs to the one that is left', async () => {
  server.signedIn(membership(), membership('second', 'Second Foundation'));
  server.on('GET /api/organizations/users', []).on('GET /api/data/roles', []);
  const user = openAt('/members');
  expect(await screen.findByText(/the data of Demo Foundation/)).toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText('Organisation'), 'second');
  expect(await screen.findByText(/the data of Second Foundation/)).toBeInTheDocument();
});

it('leaves a run behind when the organisation is switched', async () => {
  server.signedIn(membership(), membership('second', 'Second Foundation'));
  const user = openAt('/runs/r1');
  await user.selectOptions(await screen.findByLabelText('Organisation'), 'second');
  expect(await screen.findByRole('heading', { name: 'Pipelines' })).toBeInTheDocument();
});

it('forgets a chosen organisation that the user has left', async () => {
  selectOrg('left-long-ago');
  server.signedIn();
  openAt('/pipelines');
  await screen.findByRole('link', { name: 'nightly' });
  expect(selectedOrg()).toBe('demo');
});

it('says what to do without an organisation', async () => {
  server.on('GET /api/currentuserv2', []);
  openAt('/pipelines');
  expect(await screen.findByText(/does not belong to an organisation yet/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Sign out' })).toBeInTheDocument();
});

it('says that Dalgo cannot be opened, and tries again', async () => {
  server.on('GET /api/currentuserv2', new Refusal(503, { detail: 'The database is being restarted.' }));
  const user = openAt('/pipelines');
  expect(await screen.findByText('The database is being restarted.')).toBeInTheDocument();
  server.signedIn();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'nightly' })).toBeInTheDocument();
});

it('has a page for addresses that do not exist', async () => {
  server.signedIn();
  openAt('/nowhere');
  expect(await screen.findByText('There is no such page')).toBeInTheDocument();
});
