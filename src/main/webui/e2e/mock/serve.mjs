// A stand-in for the application: the built console, and as much of the API as the console uses, with runs that only pretend.
// Run it with `npm run mock`, then open http://localhost:15173 (PORT moves it).
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Organisations } from './organisations.mjs';
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

const VIEW = ['can_view_pipelines', 'can_view_pipeline', 'can_view_pipeline_overview', 'can_view_orgusers'];
const MANAGE = [...VIEW, 'can_run_pipeline', 'can_edit_pipeline'];
const USERS = {
  'viewer@demo.test': { demo: ['can_view_dashboards'] },
  'manager@demo.test': { demo: MANAGE },
  'admin@demo.test': { demo: MANAGE, second: MANAGE },
};

const organisations = new Organisations();
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
];

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ detail: 'The stand-in has a bug; see its console.' }));
  });
}).listen(PORT, () => console.log(`console on http://localhost:${PORT}, sign in as ${Object.keys(USERS).join(', ')}`));

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname.replace(/(.)\/$/, '$1');
  const body = request.method === 'POST' ? await readJson(request) : null;
  if (path === '/mock/faults') {
    Object.assign(faults, body);
    return reply(response, json(200, faults));
  }
  if (!path.startsWith('/api/')) return file(response, url.pathname);
  for (const [method, pattern, handle] of routes) {
    const match = method === request.method && pattern.exec(path);
    if (!match) continue;
    const caller = handle === login || handle === refresh ? {} : identify(request, url);
    if (caller.status) return reply(response, caller);
    const result = handle({ ...caller, id: match[1], url, body, request, response });
    if (result) reply(response, result);
    return;
  }
  reply(response, json(404, { detail: 'no such path' }));
}

function identify(request, url) {
  const email = /access_token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (!email || !USERS[email]) return json(401, { detail: 'please sign in' });
  if (faults.tokenExpired) return json(498, { detail: 'token expired' });
  const slugs = Object.keys(USERS[email]);
  const slug = request.headers['x-dalgo-org'] ?? url.searchParams.get('org') ?? slugs[0];
  if (!slugs.includes(slug)) return json(401, { detail: 'not a member' });
  return { email, org: organisations.get(slug), permissions: USERS[email][slug] };
}

function login({ body }) {
  if (!USERS[body.username] || body.password !== PASSWORD) {
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
  const memberships = Object.entries(USERS[email]).map(([slug, permissions]) => ({
    email,
    org: { slug, name: organisations.get(slug).name },
    new_role_slug: email.split('@')[0],
    permissions: permissions.map((permission) => ({ slug: permission, name: permission })),
  }));
  return json(200, memberships);
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
