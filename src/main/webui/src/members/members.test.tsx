import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Invitation, Member } from '../api/types';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';

const MANAGES = [
  'can_view_orgusers',
  'can_edit_orguser_role',
  'can_delete_orguser',
  'can_create_invitation',
  'can_view_invitations',
  'can_edit_invitation',
  'can_delete_invitation',
];
const ROLES = [
  { uuid: 'u-pipeline', slug: 'admin', name: 'Pipeline manager' },
  { uuid: 'u-viewer', slug: 'member', name: 'Report viewer' },
];
const me = member('manager@demo.test', 'admin', 'u-pipeline', 'Pipeline manager');
const viewer = member('asha@ngo.org', 'member', 'u-viewer', 'Report viewer');
const chief = member('chief@ngo.org', 'super-admin', 'u-staff', 'Platform staff');
let server: TestServer;
let sent: unknown[];

beforeEach(() => {
  sent = [];
  server = new TestServer().install().signedIn(membership('demo', 'Demo Foundation', MANAGES));
  server
    .on('GET /api/organizations/users', [me, viewer, chief])
    .on('GET /api/data/roles', ROLES)
    .on('GET /api/v1/users/invitations/', []);
});

const keep = (body: unknown) => {
  sent.push(body);
  return { success: 1 };
};
const row = async (text: string) =>
  within((await screen.findByText(text, { selector: 'li *' })).closest('li') as HTMLElement);

it('lists the members with their roles, and offers nothing for oneself and for those above', async () => {
  openAt('/members');
  expect((await row('asha@ngo.org')).getByText('Report viewer')).toBeInTheDocument();
  expect(await screen.findByRole('button', { name: 'Change the role of asha@ngo.org' })).toBeInTheDocument();
  expect((await row('manager@demo.test')).getByText('You')).toBeInTheDocument();
  expect((await row('manager@demo.test')).queryByRole('button')).not.toBeInTheDocument();
  expect((await row('chief@ngo.org')).queryByRole('button')).not.toBeInTheDocument();
});

it('names the role of a member by its slug', async () => {
  server.on('GET /api/organizations/users', [{ email: 'asha@ngo.org', new_role_slug: 'account-manager' }]);
  openAt('/members');
  expect((await row('asha@ngo.org')).getByText('Account manager')).toBeInTheDocument();
});

it('shows people, and no way to change anything, to those who may only look', async () => {
  server.signedIn(membership('demo', 'Demo Foundation', ['can_view_orgusers']));
  openAt('/members');
  await row('asha@ngo.org');
  expect(screen.queryByRole('button', { name: /Invite|Change|Remove/ })).not.toBeInTheDocument();
  expect(screen.queryByText('Open invitations')).not.toBeInTheDocument();
  expect(server.requests).not.toContain('GET /api/v1/users/invitations/');
});

it('changes a role', async () => {
  server.on('POST /api/organizations/user_role/modify/', keep);
  const user = openAt('/members');
  await user.click(await screen.findByRole('button', { name: 'Change the role of asha@ngo.org' }));
  expect(screen.getByLabelText('Role')).toHaveValue('u-viewer');
  await user.selectOptions(screen.getByLabelText('Role'), 'Pipeline manager');
  server.on('GET /api/organizations/users', [me, member('asha@ngo.org', 'admin', 'u-pipeline', 'Pipeline manager')]);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('asha@ngo.org now has the role Pipeline manager.')).toBeInTheDocument();
  expect(sent).toEqual([{ toupdate_email: 'asha@ngo.org', role_uuid: 'u-pipeline' }]);
  expect((await row('asha@ngo.org')).getByText('Pipeline manager')).toBeInTheDocument();
});

it('keeps the question open, with the reason, when a role is refused', async () => {
  server.on('POST /api/organizations/user_role/modify/', new Refusal(400, { detail: 'The last account manager cannot leave.' }));
  const user = openAt('/members');
  await user.click(await screen.findByRole('button', { name: 'Change the role of asha@ngo.org' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The last account manager cannot leave.');
  expect(screen.getByRole('dialog')).toBeInTheDocument();
});

it('removes a member only after a question', async () => {
  server.on('POST /api/v1/organizations/users/delete', keep);
  const user = openAt('/members');
  await user.click(await screen.findByRole('button', { name: 'Remove asha@ngo.org' }));
  expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus();
  expect(sent).toEqual([]);
  server.on('GET /api/organizations/users', [me]);
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('asha@ngo.org is no longer a member of Demo Foundation.')).toBeInTheDocument();
  expect(sent).toEqual([{ email: 'asha@ngo.org' }]);
  await waitFor(() => expect(screen.queryByText('asha@ngo.org')).not.toBeInTheDocument());
});

it('invites a person with a chosen role', async () => {
  server.on('POST /api/v1/organizations/users/invite/', keep);
  const user = openAt('/members');
  await user.click(await screen.findByRole('button', { name: 'Invite a person' }));
  expect(screen.getByLabelText('Role')).toHaveValue('');
  await user.type(screen.getByLabelText('Email'), ' ravi@ngo.org');
  await user.selectOptions(screen.getByLabelText('Role'), 'Report viewer');
  server.on('GET /api/v1/users/invitations/', [invitation()]);
  await user.click(screen.getByRole('button', { name: 'Invite' }));
  expect(await screen.findByText('ravi@ngo.org is invited.')).toBeInTheDocument();
  expect(sent).toEqual([{ invited_email: 'ravi@ngo.org', invited_role_uuid: 'u-viewer' }]);
  expect((await row('ravi@ngo.org')).getByText(/expires in 6 days/)).toBeInTheDocument();
});

it('shows beside the fields why an invitation is refused', async () => {
  server.on('POST /api/v1/organizations/users/invite/', new Refusal(400, { detail: 'asha@ngo.org is a member already.' }));
  const user = openAt('/members');
  await user.click(await screen.findByRole('button', { name: 'Invite a person' }));
  await user.type(screen.getByLabelText('Email'), 'asha@ngo.org');
  await user.selectOptions(screen.getByLabelText('Role'), 'Report viewer');
  await user.click(screen.getByRole('button', { name: 'Invite' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('asha@ngo.org is a member already.');
  expect(screen.getByLabelText('Email')).toHaveValue('asha@ngo.org');
});

it('sends an invitation again, and withdraws it after a question', async () => {
  server
    .on('GET /api/v1/users/invitations/', [invitation({ expires_on: '2020-01-01T00:00:00Z' })])
    .on('POST /api/users/invitations/resend/7', keep)
    .on('DELETE /api/users/invitations/delete/7', keep);
  const user = openAt('/members');
  expect((await row('ravi@ngo.org')).getByText('Expired')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Invite ravi@ngo.org again' }));
  expect(await screen.findByText('ravi@ngo.org gets the invitation once more.')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Withdraw the invitation of ravi@ngo.org' }));
  expect(server.requests).not.toContain('DELETE /api/users/invitations/delete/7');
  server.on('GET /api/v1/users/invitations/', []);
  await user.click(screen.getByRole('button', { name: 'Withdraw' }));
  expect(await screen.findByText('No invitations are open.')).toBeInTheDocument();
});

it('says what could not be loaded, and tries again', async () => {
  server.on('GET /api/organizations/users', new Refusal(503, { detail: 'The database is being restarted.' }));
  const user = openAt('/members');
  expect(await screen.findByText('The database is being restarted.')).toBeInTheDocument();
  server.on('GET /api/organizations/users', [me]);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await row('manager@demo.test');
});

function member(email: string, slug: string, uuid: string, name: string): Member {
  return { email, new_role_slug: slug, role: { uuid, name } };
}

function invitation(over: Partial<Invitation> = {}): Invitation {
  const now = Date.now();
  return {
    id: 7,
    invited_email: 'ravi@ngo.org',
    invited_role: { uuid: 'u-viewer', name: 'Report viewer' },
    invited_on: new Date(now - 3_600_000).toISOString(),
    expires_on: new Date(now + 6.5 * 86_400_000).toISOString(),
    ...over,
  };
}
