import type { AuditEntry } from '../api/types';

/** What can have been done, in the server's words and in ours. */
export const ACTIONS: Record<string, string> = {
  create: 'added',
  update: 'changed',
  delete: 'removed',
  execute: 'started',
  export: 'exported',
  login: 'signed in',
  login_failed: 'could not sign in',
  logout: 'signed out',
  password_reset_requested: 'asked for a new password',
  password_reset_completed: 'chose a new password by mail',
  password_changed: 'changed their password',
  email_verified: 'confirmed their email address',
  operate: 'worked across organisations',
};

/** Actions that say all by themselves. */
const WHOLE = new Set(
  Object.keys(ACTIONS).filter((action) => !['create', 'update', 'delete', 'execute', 'export'].includes(action)),
);

/** Kinds of things, where the server's word is not ours. */
const THINGS: Record<string, string> = {
  org: 'the organisation',
  org_user: 'a member',
  org_preference: 'the settings',
  data_source: 'a source',
  dbt: 'the dbt workspace',
  audit: 'the activity log',
};

/** "removed a member", to follow the name of who did it. */
export function auditLabels({ action, actor, resource_type: type, resource_id: id, details }: AuditEntry): string {
  if (type === 'org_user' && action === 'create' && id === actor) return 'joined';
  if (action === 'execute' && details?.outcome === 'cancelled') return `cancelled a run of ${thingLabels(type)}`;
  if (action === 'execute' && details?.outcome === 'not started') return `could not start ${thingLabels(type)}`;
  const done = ACTIONS[action] ?? action.replaceAll('_', ' ');
  return WHOLE.has(action) ? done : `${done} ${thingLabels(type)}`;
}

/** Which one it was, where it has a name that people know; ids are for the details. */
export function auditName({ actor, resource_id: id, details }: AuditEntry): string | null {
  if (typeof details?.name === 'string') return details.name;
  return id?.includes('@') && id !== actor ? id : null;
}

function thingLabels(type: string): string {
  if (type in THINGS) return THINGS[type] as string;
  const words = type.replaceAll('_', ' ');
  return `${/^[aeio]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** Names and values of an entry's details, for reading. */
export function detailLabels(details: AuditEntry['details']): [name: string, value: string][] {
  return Object.entries(details ?? {}).map(([name, value]) => [
    name.replaceAll('_', ' '),
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '—'),
  ]);
}
