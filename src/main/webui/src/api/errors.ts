/** A request that failed, with a sentence that can be shown. Status 0: no answer at all. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

export const UNREACHABLE = 'Dalgo cannot be reached. Please check your internet connection and try again.';
export const TOO_SLOW = 'Dalgo is taking too long to answer. Please try again in a moment.';

/** Turns whatever a request threw into a sentence. */
export function sentence(error: unknown): string {
  return error instanceof Error && error.message ? error.message : 'Something went wrong. Please try again.';
}

/** Reads the sentence out of an error body: `detail` as text, or a list of validation errors (422). */
export function errorMessage(status: number, body: unknown): string {
  const detail = isObject(body) ? (body.detail ?? body.error ?? body.message) : body;
  if (typeof detail === 'string' && detail.trim()) return detail;
  if (Array.isArray(detail) && detail.length > 0) return detail.map(validationMessage).join(', ');
  return fallback(status);
}

function validationMessage(item: unknown): string {
  if (!isObject(item)) return String(item);
  const field = Array.isArray(item.loc) ? item.loc.at(-1) : undefined;
  const message = typeof item.msg === 'string' ? item.msg : 'is not valid';
  if (field === undefined) return message;
  // A whole sentence names its subject itself.
  if (/^[A-Z].*\.$/.test(message)) return message;
  // Some messages are the rest of a sentence that begins with the field.
  return /^(is|are|has|must|may|needs)\b/.test(message)
    ? `The ${String(field).replaceAll('_', ' ')} ${message}`
    : `${String(field)}: ${message}`;
}

function fallback(status: number): string {
  if (status === 403) return 'You do not have permission to do this.';
  if (status === 404) return 'This does not exist, or it belongs to another organisation.';
  if (status === 429) return 'Too many requests at once. Please wait a moment and try again.';
  if (status >= 500) return 'Dalgo has a problem right now. Please try again in a moment.';
  return `The request was not accepted (${status}).`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
