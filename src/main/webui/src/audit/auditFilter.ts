/** What the form holds, and the address of the page: days as the reader's calendar has them. */
export const FIELDS = ['actor', 'action', 'resource_type', 'from', 'to'] as const;

export type AuditFields = Partial<Record<(typeof FIELDS)[number], string>>;

export function fieldsOf(query: URLSearchParams): AuditFields {
  const fields: AuditFields = {};
  for (const field of FIELDS) {
    const value = query.get(field)?.trim();
    if (value) fields[field] = value;
  }
  return fields;
}

/** As the server wants it: moments instead of days, the last one exclusive. */
export function filterOf({ from, to, ...rest }: AuditFields): Record<string, string> {
  const begin = startOfDay(from, 0);
  const end = startOfDay(to, 1);
  return { ...rest, ...(begin && { from: begin }), ...(end && { to: end }) };
}

/** Midnight where the reader is, of a day or so many days after it. */
function startOfDay(day: string | undefined, later: number): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  if (!match) return null;
  const moment = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
