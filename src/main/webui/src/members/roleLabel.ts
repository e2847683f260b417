import type { Member } from '../api/types';

/** Names of the built-in roles by slug, for answers without the role itself. */
const WORDS: Record<string, string> = {
  'platform-staff': 'Platform staff',
  'account-manager': 'Account manager',
  'pipeline-manager': 'Pipeline manager',
  'report-viewer': 'Report viewer',
};

/** A member's role as people call it. */
export function roleLabel({ role, new_role_slug: slug }: Member): string {
  if (role) return role.name;
  return slug ? (WORDS[slug] ?? slug) : 'No role';
}
