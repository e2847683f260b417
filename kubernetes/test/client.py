"""A client inside the cluster: sets up an organisation, starts runs and follows streams. Standard library only.

    client.py setup BASE EMAIL PASSWORD ORG       an organisation's warehouse, source, dbt project and pipeline "nightly"; prints JSON
    client.py run BASE TOKENFILE DEPLOYMENT       start a run, follow its log to the end; prints JSON
    client.py follow BASE TOKENFILE RUN           follow the log of a run to its end; prints JSON
    client.py streams BASE TOKENFILE N SECONDS    hold N streams and send requests for that long; prints JSON
    client.py load BASE TOKENFILE SECONDS         as many requests as go, from some threads
    client.py connect HOST:PORT…                  whether a TCP connection to each opens within 3 s
"""

import concurrent.futures
import http.client
import json
import socket
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

POSTGRES = "25c5221d-dce2-4163-ade9-739ef790f503"
FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1"


class Api:
    def __init__(self, base, token=None, org=None):
        self.base, self.token, self.org = base.rstrip("/"), token, org

    def headers(self):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if self.org:
            headers["x-dalgo-org"] = self.org
        return headers

    def call(self, method, path, body=None, timeout=60):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, self.headers(), method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"{method} {path}: {refused.code} {refused.read()[:500]!r}") from None

    def sign_in(self, email, password):
        self.token = self.call("POST", "/api/login/", {"username": email, "password": password})["token"]


def saved(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    return found


def setup(base, email, password, org):
    api = Api(base, org=org)
    api.sign_in(email, password)
    api.call("POST", "/api/organizations/warehouse/", {
        "wtype": "postgres", "name": "warehouse", "destinationDefId": POSTGRES,
        "airbyteConfig": {"host": "warehouse.dalgo", "port": 5432, "database": "warehouse", "schema": "staging", "username": "postgres",
                          "password": "demo", "ssl_mode": {"mode": "disable"}, "tunnel_method": {"tunnel_method": "NO_TUNNEL"}}})
    source = api.call("POST", "/api/airbyte/sources/", {
        "name": "supporters", "sourceDefId": FAKER, "config": {"count": 500, "seed": 7, "always_updated": True}})["sourceId"]
    catalog = api.call("GET", f"/api/airbyte/sources/{source}/schema_catalog")["catalog"]
    streams = [{"name": one["stream"]["name"], "selected": True, "syncMode": "full_refresh", "destinationSyncMode": "overwrite"}
               for one in catalog["streams"] if one["stream"]["name"] == "users"]
    connection = api.call("POST", "/api/airbyte/v1/connections/", {
        "name": "supporters", "sourceId": source, "streams": streams, "destinationSchema": "staging"})["connectionId"]
    api.call("POST", "/api/transform/dbt_project/", {"default_schema": "analytics"})
    api.call("POST", "/api/prefect/tasks/transform/")
    tasks = api.call("GET", "/api/prefect/tasks/transform/")
    wanted = [t for slug in ("dbt-run", "dbt-test") for t in tasks if t["slug"] == slug]
    nightly = api.call("POST", "/api/prefect/v1/flows/", {
        "name": "nightly", "cron": "", "connections": [{"id": connection, "seq": 0}],
        "transformTasks": [{"uuid": t["uuid"], "seq": i} for i, t in enumerate(wanted)]})
    single = next(t for t in tasks if t["slug"] == "dbt-run")
    return {"email": email, "password": password, "org": org, "deployment": nightly["deploymentId"], "dbt": single["deploymentId"], "connection": connection}


class Stream:
    """A server-sent event stream that comes back after its last id, as a browser does."""

    def __init__(self, api, path):
        self.api, self.path = api, path
        self.last, self.opened, self.ids, self.lines, self.ended, self.refused = None, 0, [], [], None, []
        self.resets = 0

    def follow(self, until):
        while not self.ended and time.monotonic() < until:
            try:
                self._once(until)
            except (OSError, http.client.HTTPException):
                pass
            if not self.ended:
                time.sleep(0.5)
        return self

    def _once(self, until):
        url = urllib.parse.urlsplit(self.api.base)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
        headers = self.api.headers()
        if self.last is not None:
            headers["Last-Event-ID"] = self.last
        try:
            connection.request("GET", self.path, headers=headers)
            answer = connection.getresponse()
            if answer.status == 204:
                self.ended = self.ended or "204"
                return
            if answer.status != 200:
                self.refused.append(answer.status)
                return
            self.opened += 1
            event, data, ident = None, [], None
            while time.monotonic() < until:
                line = answer.readline()
                if not line:
                    return
                line = line.decode().rstrip("\n")
                if line.startswith("event:"):
                    event = line[6:].strip()
                elif line.startswith("data:"):
                    data.append(line[5:].strip())
                elif line.startswith("id:"):
                    ident = line[3:].strip()
                elif not line:
                    self._event(event, "\n".join(data), ident)
                    if self.ended:
                        return
                    event, data, ident = None, [], None
        finally:
            connection.close()

    def _event(self, event, data, ident):
        if ident is not None:
            self.last = ident
        if not data:
            # A position without an event, as each connection begins.
            return
        if event == "reset":
            self.resets += 1
            return
        self.ids.append(ident)
        if event == "log":
            self.lines.append(json.loads(data)["message"])
        if event == "end":
            self.ended = json.loads(data)


def follow(api, run, seconds=300):
    began = time.monotonic()
    stream = Stream(api, f"/api/prefect/flow_runs/{run}/logs/stream")
    first = []

    def watch():
        while not first and not stream.ended:
            if stream.lines:
                first.append(time.monotonic() - began)
            time.sleep(0.05)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    stream.follow(time.monotonic() + seconds)
    if not stream.ended:
        raise SystemExit(f"run {run} did not end; it said {stream.lines[-5:]}")
    archive = api.call("GET", f"/api/prefect/flow_runs/{run}/logs?limit=0")["logs"]["logs"]
    archived = [line["message"] for line in archive]
    state = stream.ended if isinstance(stream.ended, dict) else {}
    return {"run": run, "state": state.get("state_name"), "lines": len(stream.lines), "first_line": round(first[0], 1) if first else None,
            "seconds": round(time.monotonic() - began, 1), "opened": stream.opened, "gap_free": archived == stream.lines,
            "archived": len(archived), "last": stream.lines[-6:],
            "isolation": next((line for line in stream.lines if "Isolation of" in line), None)}


def start(api, deployment):
    return api.call("POST", f"/api/prefect/v1/flows/{deployment}/flow_run/", {})["flow_run_id"]


def streams(api, number, seconds):
    """Hold streams of the organisation's events; meanwhile change something each second, and send requests."""
    until = time.monotonic() + seconds
    held = [Stream(api, "/api/stream") for _ in range(number)]
    threads = [threading.Thread(target=one.follow, args=(until,), daemon=True) for one in held]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    failed, answered = [], 0
    while time.monotonic() < until:
        try:
            request = urllib.request.Request(api.base + "/api/prefect/v1/flows", headers=api.headers())
            with urllib.request.urlopen(request, timeout=10) as answer:
                answer.read()
            answered += 1
        except (OSError, http.client.HTTPException) as failure:
            failed.append(repr(failure)[:120])
        time.sleep(0.1)
    for thread in threads:
        thread.join(25)
    positions = [[int(i) for i in one.ids] for one in held]
    newest = max((p[-1] for p in positions if p), default=0)
    # Positions of an organisation's events have no holes, so a stream without a gap has each one from its first to the newest.
    complete = max((len(set(p)) for p in positions), default=0)
    lacking = sum(not p or set(p) != set(range(min(p), newest + 1)) for p in positions)
    doubled = sum(len(set(p)) != len(p) for p in positions)
    return {"streams": number, "opened": sum(one.opened for one in held), "never_opened": sum(one.opened == 0 for one in held),
            "events": complete, "lacking": lacking, "doubled": doubled, "resets": sum(one.resets for one in held), "fewest": min(len(p) for p in positions), "refused": sorted({s for one in held for s in one.refused}),
            "requests": answered, "failed": failed[:5], "failures": len(failed)}


def load(api, seconds):
    until, counts = time.monotonic() + seconds, [0] * 16

    def work(i):
        while time.monotonic() < until:
            try:
                api.call("GET", "/api/prefect/v1/flows")
                counts[i] += 1
            except (SystemExit, OSError, http.client.HTTPException):
                time.sleep(0.1)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"requests": sum(counts)}


def connect(*endpoints):
    def one(endpoint):
        host, port = endpoint.rsplit(":", 1)
        try:
            socket.create_connection((host, int(port)), timeout=3).close()
            return True
        except OSError:
            return False

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return dict(zip(endpoints, pool.map(one, endpoints)))


def main(verb, *arguments):
    if verb == "setup":
        return setup(*arguments)
    if verb == "connect":
        return connect(*arguments)
    base, who = arguments[0], saved(arguments[1])
    api = Api(base, org=who["org"])
    api.sign_in(who["email"], who["password"])
    if verb == "get":
        return api.call("GET", arguments[2])
    if verb == "start":
        return {"run": start(api, arguments[2])}
    if verb == "run":
        return follow(api, start(api, arguments[2]))
    if verb == "follow":
        return follow(api, arguments[2])
    if verb == "streams":
        return streams(api, int(arguments[2]), float(arguments[3]))
    if verb == "load":
        return load(api, float(arguments[2]))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
