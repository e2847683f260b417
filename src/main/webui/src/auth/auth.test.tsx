import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BrowserRouter } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import { App } from '../App';
import { selectedOrg } from '../api/http';
import { Refusal, TestServer, membership } from '../testServer';

const ACCEPT = 'POST /api/v1/organizations/users/invite/accept/';
const asha = { ...membership('second', 'Second Foundation', []), email: 'asha@ngo.org' };
let server: TestServer;
let sent: unknown[];

beforeEach(() => {
  sent = [];
  server = new TestServer().install();
  server.on('GET /api/currentuserv2', new Refusal(401));
});

/** With the real address bar and history. */
function openLink(path: string) {
  window.history.pushState(null, '', path);
  const user = userEvent.setup();
  render(
    <BrowserRouter>
      <App />
    </BrowserRouter>,
  );
  return user;
}

it('takes the secret out of the address bar and the history before anything is requested', async () => {
  const entries = window.history.length + 1;
  server.on('GET /api/currentuserv2', () => {
    sent.push(window.location.search);
    return new Refusal(401);
  });
  openLink('/invitations/?invite_code=s3cret');
  await screen.findByRole('button', { name: 'Accept the invitation' });
  expect(window.location.href).not.toContain('s3cret');
  expect(window.history.length).toBe(entries);
  expect(sent).toEqual(['']);
});

it('asks a newcomer for a password, and leads to the sign-in of that person', async () => {
  server.on(ACCEPT, (body: unknown) => {
    sent.push(body);
    return 'password' in (body as object) ? asha : new Refusal(400, { detail: 'A password is required.' });
  });
  const user = openLink('/invitations?invite_code=c0de');
  await user.click(await screen.findByRole('button', { name: 'Accept the invitation' }));
  await user.type(await screen.findByLabelText('Password'), 'rainy-Tuesday');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Create my account' }));
  expect(await screen.findByText('asha@ngo.org is now a member of Second Foundation.')).toBeInTheDocument();
  expect(sent).toEqual([{ invite_code: 'c0de' }, { invite_code: 'c0de', password: 'rainy-Tuesday' }]);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByLabelText('Email')).toHaveValue('asha@ngo.org');
  expect(selectedOrg()).toBe('second');
});

it('shows and hides the password on demand', async () => {
  const user = openLink('/resetpassword?token=t');
  const field = await screen.findByLabelText('New password');
  expect(field).toHaveAttribute('type', 'password');
  await user.click(screen.getByRole('button', { name: 'Show' }));
  expect(field).toHaveAttribute('type', 'text');
});

it('does not ask for a password when there is an account', async () => {
  server.on(ACCEPT, asha);
  const user = openLink('/invitations?invite_code=c0de');
  await user.click(await screen.findByRole('button', { name: 'Accept the invitation' }));
  expect(await screen.findByText('You have joined')).toBeInTheDocument();
});

it('shows why an invitation, or a password, is not accepted', async () => {
  server.on(ACCEPT, new Refusal(400, { detail: 'This invitation has expired.' }));
  const user = openLink('/invitations?invite_code=c0de');
  await user.click(await screen.findByRole('button', { name: 'Accept the invitation' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This invitation has expired.');
});

it('warns when the browser is signed in as another person', async () => {
  server.signedIn(membership()).on(ACCEPT, asha).on('POST /api/logout/', { success: true });
  const user = openLink('/invitations?invite_code=c0de');
  await user.click(await screen.findByRole('button', { name: 'Accept the invitation' }));
  expect(await screen.findByText('This browser is signed in as manager@demo.test.')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Sign in as asha@ngo.org' }));
  expect(await screen.findByLabelText('Email')).toHaveValue('asha@ngo.org');
  expect(server.requests).toContain('POST /api/logout/');
});

it('says what to do with a link that has lost its secret', async () => {
  openLink('/invitations');
  expect(await screen.findByText('This link is not complete')).toBeInTheDocument();
});

it('sends a link for a forgotten password, and does not reveal accounts', async () => {
  server.on('POST /api/users/forgot_password_v2/', (body: unknown) => {
    sent.push(body);
    return { success: 1 };
  });
  const user = openLink('/sign-in');
  await user.click(await screen.findByRole('link', { name: 'Forgotten your password?' }));
  await user.type(await screen.findByLabelText('Email'), 'asha@ngo.org');
  await user.click(screen.getByRole('button', { name: 'Send me a link' }));
  expect(await screen.findByText('Look into your mail')).toBeInTheDocument();
  expect(screen.getByText(/has an account, a link/)).toBeInTheDocument();
  expect(sent).toEqual([{ email: 'asha@ngo.org' }]);
});

it('says how long to wait when too many links were asked for', async () => {
  server.on('POST /api/users/forgot_password_v2/', new Refusal(429, { detail: 'Please try again in 12 minutes.' }));
  const user = openLink('/forgot-password');
  await user.type(await screen.findByLabelText('Email'), 'asha@ngo.org');
  await user.click(screen.getByRole('button', { name: 'Send me a link' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Please try again in 12 minutes.');
});

it('sets a new password with the link of the mail, and leads to the sign-in', async () => {
  server.on('POST /api/users/reset_password/', (body: unknown) => {
    sent.push(body);
    return { success: 1 };
  });
  const user = openLink('/resetpassword?token=t0ken');
  await user.type(await screen.findByLabelText('New password'), 'rainy-Tuesday');
  await user.click(screen.getByRole('button', { name: 'Save the password' }));
  expect(await screen.findByText('Your password is changed. Sign in with the new one.')).toBeInTheDocument();
  expect(sent).toEqual([{ token: 't0ken', password: 'rainy-Tuesday' }]);
});

it('offers a new link when the old one has been used', async () => {
  server.on('POST /api/users/reset_password/', new Refusal(400, { detail: 'This link has been used already.' }));
  const user = openLink('/resetpassword?token=t0ken');
  await user.type(await screen.findByLabelText('New password'), 'rainy-Tuesday');
  await user.click(screen.getByRole('button', { name: 'Save the password' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This link has been used already.');
  await user.click(screen.getByRole('link', { name: 'Ask for a new link' }));
  expect(await screen.findByText('Forgotten your password?')).toBeInTheDocument();
});

it('confirms an address, not by opening the link but by a click', async () => {
  server.on('POST /api/users/verify_email/', (body: unknown) => {
    sent.push(body);
    return { success: 1 };
  });
  const user = openLink('/verifyemail?token=t0ken');
  const button = await screen.findByRole('button', { name: 'This is my address' });
  expect(sent).toEqual([]);
  await user.click(button);
  expect(await screen.findByText('Your email address is confirmed.')).toBeInTheDocument();
  expect(sent).toEqual([{ token: 't0ken' }]);
});
