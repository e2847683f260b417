import { ApiError, TOO_SLOW, UNREACHABLE, errorMessage } from './errors';

const ORG_KEY = 'dalgo.org';
const REFRESHED_KEY = 'dalgo.refreshed';
/** Far shorter than the life of a token: an expired token within this time is the previous one. */
const JUST_NOW_MS = 5_000;
const TIMEOUT_MS = 30_000;
/** A file is made while it is sent: the last byte may take longer than any answer. */
const FILE_TIMEOUT_MS = 180_000;

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

/**
 * Slug of the organisation the user acts for; null lets the server take the first one. Each tab keeps its own, so that a
 * switch in one never makes another act for an organisation it does not show; a new tab starts with the last choice.
 */
export function selectedOrg(): string | null {
  return sessionStorage.getItem(ORG_KEY) ?? localStorage.getItem(ORG_KEY);
}

export function selectOrg(slug: string | null): void {
  for (const storage of [sessionStorage, localStorage]) {
    if (slug === null) storage.removeItem(ORG_KEY);
    else storage.setItem(ORG_KEY, slug);
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Sign-in and the like: a 401 is an answer there, not the end of a session. */
  anonymous?: boolean;
  /** The request is about the person, not about one organisation: a stale choice must not stand in its way. */
  anyOrg?: boolean;
  /** Media types that can be used; JSON by default. */
  accept?: string;
  timeoutMs?: number;
}

/**
 * One request to the API.
 *
 * An expired token (498) is refreshed once, shared by all requests that met it, and the request repeated once.
 *
 * @throws ApiError with a sentence to show; status 0 when nothing answered within half a minute
 */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  return (await parse(await exchange(path, options))) as T;
}

/**
 * Fetches a file, under the same rules as `call`.
 *
 * @throws ApiError with a sentence to show
 */
export async function download(path: string): Promise<Blob> {
  const response = await exchange(path, { accept: '*/*', timeoutMs: FILE_TIMEOUT_MS });
  return received(response.blob());
}

async function exchange(path: string, options: Options): Promise<Response> {
  let response = await send(path, options);
  if (response.status === TOKEN_EXPIRED && !options.anonymous && (await refreshToken())) {
    response = await send(path, options);
  }
  if (response.ok) return response;
  const body = await parse(response);
  if (!options.anonymous && (response.status === 401 || response.status === TOKEN_EXPIRED)) {
    loseSession();
    throw new ApiError(401, 'Your session has ended. Please sign in again.');
  }
  throw new ApiError(response.status, errorMessage(response.status, body));
}

let refreshing: Promise<boolean> | null = null;

/**
 * Asks for a new access token; requests and streams that meet an expired one at the same time share one attempt. So do tabs:
 * each refresh replaces the refresh token, and requests that are under way with an older one would soon be strangers.
 */
export function refreshToken(): Promise<boolean> {
  refreshing ??= inTurn(refreshOnce).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refreshOnce(): Promise<boolean> {
  if (Date.now() - Number(localStorage.getItem(REFRESHED_KEY) ?? 0) < JUST_NOW_MS) return true;
  const { ok } = await send('/api/v2/token/refresh', { method: 'POST', anonymous: true });
  if (ok) localStorage.setItem(REFRESHED_KEY, String(Date.now()));
  return ok;
}

/** Browsers lend locks to secure pages only; without them the server's own forbearance has to do. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request(REFRESHED_KEY, work) : work();
}

async function send(path: string, options: Options): Promise<Response> {
  const { method = 'GET', body, anonymous, anyOrg, accept = 'application/json', timeoutMs = TIMEOUT_MS } = options;
  const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: accept };
  const org = selectedOrg();
  if (org && !anonymous && !anyOrg) headers['x-dalgo-org'] = org;
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs) };
  if (method !== 'GET') init.body = JSON.stringify(body ?? {});
  try {
    return await fetch(path, init);
  } catch (failure) {
    throw new ApiError(0, isTimeout(failure) ? TOO_SLOW : UNREACHABLE);
  }
}

async function parse(response: Response): Promise<unknown> {
  const text = await received(response.text());
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between answers HTML: its text is not for the reader.
    if (response.ok) throw new ApiError(response.status, errorMessage(502, null));
    return null;
  }
}

/** The network may fail after the first byte as well. */
async function received<T>(content: Promise<T>): Promise<T> {
  try {
    return await content;
  } catch (failure) {
    throw new ApiError(0, isTimeout(failure) ? TOO_SLOW : UNREACHABLE);
  }
}

function isTimeout(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'TimeoutError';
}
