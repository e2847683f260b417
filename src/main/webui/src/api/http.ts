import { ApiError, TOO_SLOW, UNREACHABLE, errorMessage } from './errors';

const ORG_KEY = 'dalgo.org';
const PATIENCE_MS = 30_000;

/** Access token expired, session still refreshable. */
export const TOKEN_EXPIRED = 498;

let sessionLost: () => void = () => {};

/** Registers what happens when the session is gone for good (401, or no refresh). */
export function onSessionLost(listener: () => void): void {
  sessionLost = listener;
}

export function loseSession(): void {
  selectOrg(null);
  sessionLost();
}

/** Slug of the organisation the user acts for; null lets the server take the first one. */
export function selectedOrg(): string | null {
  return localStorage.getItem(ORG_KEY);
}

export function selectOrg(slug: string | null): void {
  if (slug === null) localStorage.removeItem(ORG_KEY);
  else localStorage.setItem(ORG_KEY, slug);
}

interface Options {
  method?: 'GET' | 'POST';
  body?: unknown;
  /** Sign-in and the like: a 401 is an answer there, not the end of a session. */
  anonymous?: boolean;
  /** The request is about the person, not about one organisation: a stale choice must not stand in its way. */
  anyOrg?: boolean;
}

/**
 * One request to the API.
 *
 * An expired token (498) is refreshed once, shared by all requests that met it, and the request repeated once.
 *
 * @throws ApiError with a sentence to show; status 0 when nothing answered within half a minute
 */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  let response = await send(path, options);
  if (response.status === TOKEN_EXPIRED && !options.anonymous && (await refreshToken())) {
    response = await send(path, options);
  }
  const body = await parse(response);
  if (response.ok) return body as T;
  if (!options.anonymous && (response.status === 401 || response.status === TOKEN_EXPIRED)) {
    loseSession();
    throw new ApiError(401, 'Your session has ended. Please sign in again.');
  }
  throw new ApiError(response.status, errorMessage(response.status, body));
}

let refreshing: Promise<boolean> | null = null;

/** Asks for a new access token; requests and streams that meet an expired one at the same time share one attempt. */
export function refreshToken(): Promise<boolean> {
  refreshing ??= send('/api/v2/token/refresh', { method: 'POST', anonymous: true })
    .then((response) => response.ok)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function send(path: string, { method = 'GET', body, anonymous, anyOrg }: Options): Promise<Response> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const org = selectedOrg();
  if (org && !anonymous && !anyOrg) headers['x-dalgo-org'] = org;
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS) };
  if (method === 'POST') init.body = JSON.stringify(body ?? {});
  try {
    return await fetch(path, init);
  } catch (failure) {
    throw new ApiError(0, isTimeout(failure) ? TOO_SLOW : UNREACHABLE);
  }
}

async function parse(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (failure) {
    throw new ApiError(0, isTimeout(failure) ? TOO_SLOW : UNREACHABLE);
  }
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between answers HTML: its text is not for the reader.
    if (response.ok) throw new ApiError(response.status, errorMessage(502, null));
    return null;
  }
}

function isTimeout(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'TimeoutError';
}
