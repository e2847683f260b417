import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './errors';
import { call, download, onSessionLost, selectOrg, selectedOrg } from './http';

const lost = vi.fn();
const fetchMock = vi.fn<typeof fetch>();
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const paths = () => fetchMock.mock.calls.map(([path]) => path);

beforeEach(() => {
  lost.mockReset();
  fetchMock.mockReset();
  vi.stubGlobal('fetch', fetchMock);
  onSessionLost(lost);
});

describe('the chosen organisation', () => {
  it('stays with its tab when another tab chooses differently, and is where a new tab starts', () => {
    selectOrg('acme');
    localStorage.setItem('dalgo.org', 'chosen-elsewhere');
    expect(selectedOrg()).toBe('acme');
    sessionStorage.clear();
    expect(selectedOrg()).toBe('chosen-elsewhere');
  });
});

describe('download', () => {
  it('renews an expired token, and hands over the bytes', async () => {
    fetchMock
      .mockResolvedValueOnce(json(498, {}))
      .mockResolvedValueOnce(json(200, { success: true }))
      .mockResolvedValueOnce(new Response('a,b\n'));
    await expect((await download('/api/file')).text()).resolves.toBe('a,b\n');
    expect(new Headers(fetchMock.mock.calls.at(-1)?.[1]?.headers).get('Accept')).toBe('*/*');
  });

  it('shows a refusal in the words of the server', async () => {
    fetchMock.mockResolvedValue(json(429, { detail: 'One export at a time.' }));
    await expect(download('/api/file')).rejects.toMatchObject({ status: 429, message: 'One export at a time.' });
  });
});

describe('call', () => {
  it('sends the bodies of changes, and none when reading', async () => {
    fetchMock.mockImplementation(async () => json(200, {}));
    await call('/api/x', { method: 'PUT', body: { a: 1 } });
    await call('/api/x', { method: 'DELETE' });
    await call('/api/x');
    expect(fetchMock.mock.calls.map(([, init]) => [init?.method, init?.body])).toEqual([
      ['PUT', '{"a":1}'],
      ['DELETE', '{}'],
      ['GET', undefined],
    ]);
  });

  it('shares a refresh with other tabs', async () => {
    const request = vi.fn(async (_name: string, work: () => Promise<unknown>) => {
      // What another tab does while this one waits for its turn.
      localStorage.setItem('dalgo.refreshed', String(Date.now()));
      return work();
    });
    vi.stubGlobal('navigator', { locks: { request } });
    fetchMock.mockResolvedValueOnce(json(498, {})).mockResolvedValueOnce(json(200, 'a'));
    await expect(call('/api/a')).resolves.toBe('a');
    expect(request).toHaveBeenCalledOnce();
    expect(paths()).toEqual(['/api/a', '/api/a']);
  });

  it('refreshes again once the last time is a while ago', async () => {
    localStorage.setItem('dalgo.refreshed', String(Date.now() - 60_000));
    fetchMock.mockResolvedValueOnce(json(498, {})).mockResolvedValueOnce(json(200, {})).mockResolvedValueOnce(json(200, 'a'));
    await expect(call('/api/a')).resolves.toBe('a');
    expect(paths()).toEqual(['/api/a', '/api/v2/token/refresh', '/api/a']);
  });

  it('names the chosen organisation', async () => {
    selectOrg('acme');
    fetchMock.mockResolvedValue(json(200, [1]));
    await expect(call('/api/x')).resolves.toEqual([1]);
    expect(new Headers(fetchMock.mock.calls[0]?.[1]?.headers).get('x-dalgo-org')).toBe('acme');
  });

  it('refreshes an expired token once for all requests that met it, and repeats them', async () => {
    let fresh = false;
    fetchMock.mockImplementation(async (path) => {
      if (path === '/api/v2/token/refresh') {
        fresh = true;
        return json(200, { success: true });
      }
      return fresh ? json(200, path) : json(498, { detail: 'expired' });
    });
    await expect(Promise.all([call('/api/a'), call('/api/b')])).resolves.toEqual(['/api/a', '/api/b']);
    expect(paths().filter((path) => path === '/api/v2/token/refresh')).toHaveLength(1);
    expect(lost).not.toHaveBeenCalled();
  });

  it('ends the session when the refresh is refused', async () => {
    selectOrg('acme');
    fetchMock.mockImplementation(async (path) => json(path === '/api/v2/token/refresh' ? 401 : 498, {}));
    await expect(call('/api/a')).rejects.toMatchObject({ status: 401 });
    expect(lost).toHaveBeenCalledOnce();
    expect(selectedOrg()).toBeNull();
  });

  it('does not refresh twice for one request', async () => {
    fetchMock.mockImplementation(async (path) => json(path === '/api/v2/token/refresh' ? 200 : 498, {}));
    await expect(call('/api/a')).rejects.toMatchObject({ status: 401 });
    expect(paths()).toEqual(['/api/a', '/api/v2/token/refresh', '/api/a']);
  });

  it('ends the session on 401 but leaves a refused sign-in alone', async () => {
    fetchMock.mockImplementation(async () => json(401, { detail: 'no' }));
    await expect(call('/api/login', { method: 'POST', anonymous: true })).rejects.toMatchObject({ message: 'no' });
    expect(lost).not.toHaveBeenCalled();
    await expect(call('/api/a')).rejects.toMatchObject({ status: 401 });
    expect(lost).toHaveBeenCalledOnce();
  });

  it('says that nothing answered', async () => {
    fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(call('/api/a')).rejects.toMatchObject({ status: 0, message: expect.stringContaining('cannot be reached') });
    fetchMock.mockRejectedValue(new DOMException('', 'TimeoutError'));
    await expect(call('/api/a')).rejects.toMatchObject({ status: 0, message: expect.stringContaining('too long') });
  });

  it('never shows the page of a proxy in between', async () => {
    fetchMock.mockResolvedValue(new Response('<html>Bad gateway</html>', { status: 502 }));
    const failure = await call('/api/a').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect((failure as ApiError).message).not.toContain('<html>');
  });
});
