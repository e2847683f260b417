import type { Member } from '../api/types';

/** The web app's words for roles, of which several can share one: it cannot tell them apart, and neither can we by the word. */
const WORDS: Record<string, string> = {
  'super-admin': 'Platform staff',
  admin: 'Manager',
  analyst: 'Analyst',
  member: 'Report viewer',
};

/** A member's role as people call it. */
export function roleWords({ role, new_role_slug: slug }: Member): string {
  if (role) return role.name;
  return slug ? (WORDS[slug] ?? slug) : 'No role';
}
