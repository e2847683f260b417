// A stand-in for the application: the built console, and as much of the API as the console uses, with runs that only pretend.
// Run it with `npm run mock`, then open http://localhost:15173 (PORT moves it).
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Organisations } from './organisations.mjs';
import { People } from './people.mjs';
import { openStream } from './sse.mjs';

const PORT = Number(process.env.PORT ?? 15173);
const FILES = fileURLToPath(new URL('../../../resources/META-INF/resources/', import.meta.url));
const PASSWORD = process.env.DALGO_DEMO_PASSWORD ?? 'demo-Passw0rd!';
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const organisations = new Organisations();
const people = new People(PASSWORD);
/** What a test may break. */
const faults = { prefectDown: false, listDown: false, tokenExpired: false };

const routes = [
  ['POST', /^\/api\/v2\/login$/, login],
  ['POST', /^\/api\/v2\/token\/refresh$/, refresh],
  ['POST', /^\/api\/logout$/, logout],
  ['GET', /^\/api\/currentuserv2$/, currentUser],
  ['GET', /^\/api\/prefect\/v1\/flows$/, listPipelines],
  ['GET', /^\/api\/dashboard\/v1$/, ({ org }) => json(200, org.overview())],
  ['GET', /^\/api\/prefect\/v1\/flows\/([^/]+)$/, ({ org, id }) => found(org.pipeline(id)?.details())],
  ['GET', /^\/api\/prefect\/v1\/flows\/([^/]+)\/flow_runs\/history$/, history],
  ['POST', /^\/api\/prefect\/v1\/flows\/([^/]+)\/flow_run$/, startRun],
  ['GET', /^\/api\/prefect\/flow_runs\/([^/]+)$/, ({ org, id }) => found(org.run(id)?.summary())],
  ['GET', /^\/api\/prefect\/flow_runs\/([^/]+)\/logs$/, allLogs],
  ['POST', /^\/api\/prefect\/flow_runs\/([^/]+)\/set_state$/, cancel],
  ['GET', /^\/api\/prefect\/flow_runs\/([^/]+)\/logs\/stream$/, logStream],
  ['GET', /^\/api\/stream$/, orgStream],
  ['GET', /^\/api\/organizations\/users$/, ({ slug }) => json(200, people.members(slug))],
  ['GET', /^\/api\/data\/roles$/, ({ membership }) => json(200, people.roles(membership))],
  ['POST', /^\/api\/organizations\/user_role\/modify$/, changeRole],
  ['POST', /^\/api\/v1\/organizations\/users\/delete$/, removeMember],
  ['POST', /^\/api\/v1\/organizations\/users\/invite$/, invite],
  ['POST', /^\/api\/v1\/organizations\/users\/invite\/accept$/, accept],
  ['GET', /^\/api\/v1\/users\/invitations$/, ({ slug }) => json(200, people.invitations(slug))],
  ['POST', /^\/api\/users\/invitations\/resend\/(\d+)$/, ({ slug, id }) => found(people.resend(slug, Number(id)) && { success: 1 })],
  ['DELETE', /^\/api\/users\/invitations\/delete\/(\d+)$/, withdraw],
  ['POST', /^\/api\/users\/forgot_password_v2$/, mailed],
  ['POST', /^\/api\/users\/reset_password$/, noSuchLink],
  ['POST', /^\/api\/users\/verify_email$/, noSuchLink],
  ['POST', /^\/api\/users\/change_password$/, changePassword],
  ['GET', /^\/api\/sessions$/, sessions],
  ['POST', /^\/api\/logout\/all$/, logout],
  ['GET', /^\/api\/userpreferences$/, ({ email }) => preference(email)],
  ['PUT', /^\/api\/userpreferences$/, ({ email, body }) => preference(email, body.enable_email_notifications)],
  ['GET', /^\/api\/orgpreferences$/, ({ slug }) => json(200, { success: true, res: people.chat(slug) })],
  ['PUT', /^\/api\/orgpreferences\/enable-discord-notifications$/, ({ slug, body }) => json(200, { success: true, res: people.chat(slug, body) })],
  ['GET', /^\/api\/notifications\/unread_count$/, ({ email }) => json(200, { success: true, res: people.notifications(email, true).length })],
  ['GET', /^\/api\/notifications\/v1$/, notifications],
  ['PUT', /^\/api\/notifications\/v1$/, ({ email, body }) => marked(people.mark(email, body.notification_ids, body.read_status))],
  ['PUT', /^\/api\/notifications\/mark_all_as_read$/, ({ email }) => marked(people.mark(email, null, true))],
  ['GET', /^\/api\/audit$/, audit],
  ['GET', /^\/api\/audit\/export$/, exportAudit],
];
/** For those who are not signed in. */
const PUBLIC = new Set([login, refresh, accept, mailed, noSuchLink]);

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ detail: 'The stand-in has a bug; see its console.' }));
  });
}).listen(PORT, () => console.log(`console on http://localhost:${PORT}, sign in as ${people.emails().join(', ')}`));

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname.replace(/(.)\/$/, '$1');
  const body = request.method === 'GET' ? null : await readJson(request);
  if (path === '/mock/faults') {
    Object.assign(faults, body);
    return reply(response, json(200, faults));
  }
  if (path === '/mailbox/list') return reply(response, json(200, people.mails()));
  if (!path.startsWith('/api/')) return file(response, url.pathname);
  for (const [method, pattern, handle] of routes) {
    const match = method === request.method && pattern.exec(path);
    if (!match) continue;
    const caller = PUBLIC.has(handle) ? {} : identify(request, url);
    if (caller.status) return reply(response, caller);
    const result = handle({ ...caller, id: match[1], url, body, request, response });
    if (result) reply(response, result);
    return;
  }
  reply(response, json(404, { detail: 'no such path' }));
}

function identify(request, url) {
  const email = /access_token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const memberships = people.memberships(email);
  if (memberships.length === 0) return json(401, { detail: 'please sign in' });
  if (faults.tokenExpired) return json(498, { detail: 'token expired' });
  const slug = request.headers['x-dalgo-org'] ?? url.searchParams.get('org') ?? memberships[0].slug;
  const membership = memberships.find((each) => each.slug === slug);
  if (!membership) return json(401, { detail: 'not a member' });
  return { email, slug, membership, org: organisations.get(slug), permissions: people.permissions(membership) };
}

function login({ body }) {
  if (!people.isPassword(body.username, body.password)) {
    return json(400, { detail: 'The email or the password is not right. Please try again.' });
  }
  return json(200, { email: body.username }, { 'set-cookie': `access_token=${body.username}; Path=/; HttpOnly` });
}

function refresh() {
  faults.tokenExpired = false;
  return json(200, { success: true });
}

function logout() {
  return json(200, { success: true }, { 'set-cookie': 'access_token=; Path=/; Max-Age=0' });
}

function currentUser({ email }) {
  return json(200, people.memberships(email).map(describe));
}

function describe(membership) {
  const { email, slug } = membership;
  return {
    email,
    org: { slug, name: organisations.get(slug).name },
    new_role_slug: null,
    permissions: people.permissions(membership).map((permission) => ({ slug: permission, name: permission })),
  };
}

function changeRole({ slug, email, body }) {
  return found(people.changeRole(slug, body.toupdate_email, body.role_uuid, email) && { success: 1 });
}

function removeMember({ slug, email, body }) {
  people.remove(slug, body.email, email);
  return json(200, { success: 1 });
}

function invite({ slug, email, body }) {
  const wrong = people.invite(slug, body.invited_email, body.invited_role_uuid, email);
  return wrong ? json(400, { detail: wrong }) : json(200, body);
}

function accept({ body }) {
  const member = people.accept(body.invite_code, body.password);
  return typeof member === 'string' ? json(400, { detail: member }) : json(200, describe(member));
}

function withdraw({ slug, id }) {
  people.withdraw(slug, Number(id));
  return json(200, { success: 1 });
}

function mailed() {
  return json(200, { success: 1 });
}

function noSuchLink() {
  return json(400, { detail: 'This link has been used, or is too old. Please ask for a new one.' });
}

function changePassword({ email, body }) {
  people.changePassword(email, body.password);
  return json(200, { success: 1 });
}

function sessions({ request }) {
  const now = new Date();
  return json(200, [
    { id: 's1', device: request.headers['user-agent'], address: '127.0.0.1', created_at: now, last_used_at: now, current: true },
  ]);
}

function preference(email, wish) {
  return json(200, { success: true, res: { enable_email_notifications: people.wantsMail(email, wish) } });
}

function notifications({ email, url }) {
  const limit = Number(url.searchParams.get('limit') ?? 10);
  const all = people.notifications(email, url.searchParams.get('read_status') === '0');
  const pages = Math.max(1, Math.ceil(all.length / limit));
  const page = Math.min(Math.max(1, Number(url.searchParams.get('page') ?? 1)), pages);
  const res = all.slice((page - 1) * limit, page * limit);
  return json(200, { success: true, res, page, total_pages: pages, total_notifications: all.length });
}

function marked() {
  return json(200, { success: true });
}

function audit({ slug, url }) {
  const entries = people.audit(slug, Object.fromEntries(url.searchParams), Number(url.searchParams.get('before') ?? Infinity));
  const shown = entries.slice(0, 50);
  return json(200, { entries: shown, next: entries.length > 50 ? shown.at(-1).id : null });
}

function exportAudit({ slug, url, request, response }) {
  if (!/text\/csv|\*\/\*/.test(request.headers.accept ?? '*/*')) return json(406, { detail: 'only text/csv is to be had here' });
  const lines = people.audit(slug, Object.fromEntries(url.searchParams), Infinity).map(({ id, at, actor }) => `${id},${at.toISOString()},${actor}`);
  response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(['id,at,actor', ...lines, ''].join('\r\n'));
  return null;
}

function listPipelines({ org }) {
  if (faults.listDown) return json(500, { detail: 'The list of pipelines cannot be read right now. Please try again in a few minutes.' });
  return json(200, org.list());
}

function history({ org, id, url }) {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 3);
  return found(org.pipeline(id)?.history(offset, limit));
}

function startRun({ org, id, email, permissions }) {
  if (!permissions.includes('can_run_pipeline')) return json(403, { detail: 'You may look at pipelines, but not run them.' });
  if (faults.prefectDown) {
    return json(503, { detail: 'Prefect, the service that runs pipelines, does not answer. Nothing was started.' });
  }
  const pipeline = org.pipeline(id);
  if (!pipeline) return found(null);
  if (pipeline.active) return json(400, { detail: `${pipeline.active.startedBy} is running this pipeline right now` });
  const run = pipeline.start(email);
  return json(200, { flow_run_id: run.id, name: run.name });
}

function cancel({ org, id }) {
  const run = org.run(id);
  run?.cancel();
  return found(run && { success: 1 });
}

function allLogs({ org, id }) {
  const run = org.run(id);
  return found(run && { logs: { offset: 0, logs: run.lines.map(({ level, timestamp, message }) => ({ level, timestamp, message })) } });
}

function logStream({ org, id, request, response, url }) {
  const run = org.run(id);
  if (!run) return found(null);
  const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0);
  if (!(after >= 0 && after <= run.lines.length)) return json(400, { detail: 'unknown cursor' });
  if (run.isOver && request.headers['last-event-id'] && after === run.lines.length && run.endSeen.has(request.headers.cookie)) {
    response.writeHead(204).end();
    return null;
  }
  const stream = openStream(response);
  stream.send('state', run.stateEvent());
  for (const step of run.steps) stream.send('step', step);
  let sent = after;
  const pump = () => {
    while (sent < run.lines.length) {
      const line = run.lines[sent++];
      // The rest comes with the next turn or the drained socket: a slow reader must not fill our memory.
      if (!stream.send('log', line, sent)) return stream.onceWritable(pump);
    }
    if (run.isOver) {
      run.endSeen.add(request.headers.cookie);
      stream.send('end', { state_type: run.state.type, state_name: run.state.name, lines: run.lines.length });
      stream.end();
    }
  };
  const stop = run.watch((event, data) => {
    if (event === 'lines') pump();
    else stream.send(event, data);
  });
  response.on('close', stop);
  pump();
  return null;
}

function orgStream({ org, response, request }) {
  const stream = openStream(response);
  const last = request.headers['last-event-id'];
  if (last !== undefined) for (const { id, event, data } of org.eventsAfter(Number(last))) stream.send(event, data, id);
  response.on('close', org.watch(({ id, event, data }) => stream.send(event, data, id)));
  return null;
}

async function file(response, path) {
  const name = extname(path) ? normalize(path) : '/index.html';
  try {
    const content = await readFile(join(FILES, name));
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(content);
  } catch {
    reply(response, json(404, { detail: 'no such file; run npm run build' }));
  }
}

function json(status, body, headers = {}) {
  return { status, body: JSON.stringify(body), headers };
}

function found(value) {
  return value ? json(200, value) : json(404, { detail: 'This does not exist, or it belongs to another organisation.' });
}

function reply(response, { status, body, headers }) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(body);
}

async function readJson(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}
