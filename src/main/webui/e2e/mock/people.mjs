import { randomUUID } from 'node:crypto';

const ROLES = [
  { uuid: 'role-staff', slug: 'super-admin', name: 'Platform staff', level: 5 },
  { uuid: 'role-account', slug: 'admin', name: 'Account manager', level: 4 },
  { uuid: 'role-pipeline', slug: 'admin', name: 'Pipeline manager', level: 3 },
  { uuid: 'role-viewer', slug: 'member', name: 'Report viewer', level: 1 },
];
const PEOPLE = ['can_view_orgusers'];
const PIPELINES = ['can_view_pipelines', 'can_view_pipeline', 'can_view_pipeline_overview'];
const RUNS = ['can_run_pipeline', 'can_edit_pipeline'];
const INVITES = ['can_create_invitation', 'can_view_invitations', 'can_edit_invitation', 'can_delete_invitation', 'can_edit_orguser_role'];
const MANAGES = ['can_delete_orguser', 'can_edit_org_notification_settings', 'can_view_audit'];
const PERMISSIONS = {
  'role-viewer': ['can_view_dashboards', ...PEOPLE],
  'role-pipeline': [...PEOPLE, ...PIPELINES, ...RUNS, ...INVITES],
  'role-account': [...PEOPLE, ...PIPELINES, ...RUNS, ...INVITES, ...MANAGES],
};

/** The accounts of the stand-in, what they may do where, and what the pages about people need. */
export class People {
  #passwords = new Map();
  #members = [];
  #invitations = [];
  #notifications = new Map();
  #audit = [];
  #chat = new Map();
  #emails = new Set();
  #next = 1;

  constructor(password) {
    this.#join('viewer@demo.test', 'demo', 'role-viewer', password);
    this.#join('manager@demo.test', 'demo', 'role-pipeline', password);
    this.#join('admin@demo.test', 'demo', 'role-account', password);
    this.#join('admin@demo.test', 'second', 'role-account', password);
    for (let i = 1; i <= 43; i++) this.#notify(i);
  }

  emails() {
    return [...this.#passwords.keys()];
  }

  isPassword(email, password) {
    return this.#passwords.get(email) === password;
  }

  changePassword(email, password) {
    this.#passwords.set(email, password);
  }

  memberships(email) {
    return this.#members.filter((member) => member.email === email);
  }

  permissions({ role }) {
    return PERMISSIONS[role] ?? [];
  }

  members(slug) {
    return this.#members.filter((member) => member.slug === slug).map(({ email, role }) => ({ email, ...described(role) }));
  }

  roles({ role }) {
    const { level } = ROLES.find(({ uuid }) => uuid === role);
    return ROLES.filter((each) => each.level <= level).map(({ uuid, slug, name }) => ({ uuid, slug, name }));
  }

  changeRole(slug, email, role, actor) {
    const member = this.#members.find((each) => each.slug === slug && each.email === email);
    if (member) member.role = role;
    this.#note(slug, actor, 'update', 'org_user', email);
    return member;
  }

  remove(slug, email, actor) {
    this.#members = this.#members.filter((each) => each.slug !== slug || each.email !== email);
    this.#note(slug, actor, 'delete', 'org_user', email);
  }

  /** Answers what is wrong, else undefined. */
  invite(slug, email, role, actor) {
    if (this.#members.some((each) => each.slug === slug && each.email === email)) return `${email} is a member already.`;
    this.#note(slug, actor, 'create', 'invitation', email);
    if (this.#passwords.has(email)) this.#join(email, slug, role);
    else this.#invitations.unshift({ id: this.#next++, slug, email, role, code: randomUUID(), since: new Date() });
    return undefined;
  }

  invitations(slug) {
    return this.#invitations
      .filter((each) => each.slug === slug)
      .map(({ id, email, role, since }) => ({
        id,
        invited_email: email,
        invited_role: described(role).role,
        invited_on: since,
        expires_on: new Date(since.getTime() + 7 * 86_400_000),
      }));
  }

  /** The mailbox of development, as far as tests read it. */
  mails() {
    return this.#invitations.map(({ email, code }) => ({
      recipient: email,
      text: { text: `You are invited: http://localhost:3001/invitations?invite_code=${code}` },
    }));
  }

  withdraw(slug, id) {
    this.#invitations = this.#invitations.filter((each) => each.slug !== slug || each.id !== id);
  }

  resend(slug, id) {
    const invitation = this.#invitations.find((each) => each.slug === slug && each.id === id);
    if (invitation) Object.assign(invitation, { since: new Date(), code: randomUUID() });
    return invitation;
  }

  /** Answers the new member, or what is wrong as text. */
  accept(code, password) {
    const invitation = this.#invitations.find((each) => each.code === code);
    if (!invitation) return 'This invitation is not valid any more. Please ask for a new one.';
    if (!password) return 'password is required';
    this.#invitations.splice(this.#invitations.indexOf(invitation), 1);
    return this.#join(invitation.email, invitation.slug, invitation.role, password);
  }

  notifications(email, unread) {
    const all = this.#notifications.get(email) ?? [];
    return unread ? all.filter(({ read_status: read }) => !read) : all;
  }

  mark(email, ids, read) {
    for (const each of this.notifications(email)) if (!ids || ids.includes(each.id)) each.read_status = read;
  }

  audit(slug, { action, actor, resource_type: type }, before) {
    return this.#audit.filter(
      (each) =>
        each.slug === slug &&
        each.id < before &&
        (!action || each.action === action) &&
        (!actor || each.actor === actor) &&
        (!type || each.resource_type === type),
    );
  }

  chat(slug, change) {
    if (change) this.#chat.set(slug, change.enable_discord_notifications ? change.discord_webhook : null);
    const webhook = this.#chat.get(slug) ?? null;
    return { enable_discord_notifications: webhook !== null, discord_webhook: webhook };
  }

  wantsMail(email, wish) {
    if (wish === true) this.#emails.add(email);
    if (wish === false) this.#emails.delete(email);
    return this.#emails.has(email);
  }

  #join(email, slug, role, password) {
    if (password) this.#passwords.set(email, password);
    const member = { email, slug, role };
    this.#members.push(member);
    this.#note(slug, email, 'create', 'org_user', email);
    return member;
  }

  #notify(i) {
    const message =
      i % 5 === 0
        ? `The pipeline nightly has failed.\nWhat happened is in its log: http://localhost:15173/pipelines/dep-nightly.`
        : `The source “Attendance forms” has ${i} new columns. Please look whether you want them.`;
    const timestamp = new Date(Date.now() - (43 - i) * 5_400_000);
    for (const email of ['manager@demo.test', 'admin@demo.test']) {
      const entry = { id: i, author: 'Dalgo', message, timestamp, urgent: i % 10 === 0, read_status: i < 39 };
      this.#notifications.set(email, [entry, ...this.notifications(email)]);
    }
  }

  #note(slug, actor, action, type, id) {
    this.#audit.unshift({
      id: this.#audit.length + 1,
      slug,
      at: new Date(),
      actor,
      action,
      resource_type: type,
      resource_id: id,
      details: {},
      address: '127.0.0.1',
      agent: null,
    });
  }
}

function described(role) {
  const { uuid, slug, name } = ROLES.find((each) => each.uuid === role);
  return { new_role_slug: slug, role: { uuid, name } };
}
