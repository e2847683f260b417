"""A real Prefect server and a real process worker, shared by the tests that need them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from dalgo_flows.sandbox.run_environment import RunEnvironment, run_environment
from dalgo_flows.settings import WorkerSettings

TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PREFECT = (sys.executable, "-m", "prefect")
PACKAGE_ROOT = Path(__file__).parent.parent


def eventually(look: Callable[[], Any], seconds: float = 120) -> Any:
    """The first truthy answer; every test waits for a fact, never for a time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still nothing after {seconds:g} s"
        time.sleep(0.1)


def post(api: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    """The answer to a request that is sent again while SQLite is busy with another write: then nothing was done."""

    def look() -> Any:
        response = api.post(path, json=body)
        return None if response.status_code == httpx.codes.SERVICE_UNAVAILABLE else response

    return eventually(look).raise_for_status().json()


@dataclass
class PrefectRig:
    """Prefect as the backend uses it: over REST."""

    api: httpx.Client
    deployment_id: str
    clients_root: Path
    environment: dict[str, str]

    @contextmanager
    def another_worker(self, pool: str) -> Iterator["tuple[PrefectRig, subprocess.Popen[bytes]]"]:
        """A worker of a pool of its own, for a test that harms it."""
        with Path(self.environment["PREFECT_HOME"], f"{pool}.log").open("wb") as log:
            worker = start_worker(pool, self.environment, log)
            try:
                eventually(lambda: self.api.get(f"/work_pools/{pool}").is_success)
                yield replace(self, deployment_id=_deployment(self.api, pool)), worker
            finally:
                worker.kill()
                worker.wait()

    def start(self, tasks: list[dict[str, Any]], **config: Any) -> str:
        body = {"parameters": {"config": {"org_slug": "acme", "tasks": tasks, **config}}}
        return str(self._post(f"/deployments/{self.deployment_id}/create_flow_run", body)["id"])

    def run(self, tasks: list[dict[str, Any]], **config: Any) -> dict[str, Any]:
        return self.ended(self.start(tasks, **config))

    def ended(self, run_id: str) -> dict[str, Any]:
        def look() -> Any:
            run = self.api.get(f"/flow_runs/{run_id}").raise_for_status().json()
            return run if run["state_type"] in TERMINAL else None

        return dict(eventually(look, 180))

    def cancel(self, run_id: str) -> None:
        self._post(f"/flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING"}})

    def steps(self, run_id: str) -> list[tuple[str, str, str]]:
        """Name, state type and state name of each step, once Prefect has recorded the ends of all of them."""

        def look() -> Any:
            body = {"task_runs": {"flow_run_id": {"any_": [run_id]}}, "sort": "EXPECTED_START_TIME_ASC"}
            found = [(t["name"], t["state_type"], t["state_name"]) for t in self._post("/task_runs/filter", body)]
            return found if found and all(state in TERMINAL for _, state, _ in found) else None

        return list(eventually(look))

    def lines(self, run_id: str, containing: str, at_least: int = 1) -> list[dict[str, Any]]:
        """The run's log lines that contain a text; waits for so many, for Prefect stores them after the state."""

        def look() -> Any:
            body = {"logs": {"flow_run_id": {"any_": [run_id]}}, "sort": "TIMESTAMP_ASC", "limit": 200}
            found = [line for line in self._post("/logs/filter", body) if containing in line["message"]]
            return found if len(found) >= at_least else None

        return list(eventually(look))

    def all_text(self, run_id: str) -> str:
        body = {"logs": {"flow_run_id": {"any_": [run_id]}}, "limit": 200}
        return "\n".join(line["message"] for line in self._post("/logs/filter", body))

    def events(self, run_id: str, name: str, count: int = 1) -> list[dict[str, Any]]:
        """The events of a run, once so many have arrived: Prefect stores them after the run's state."""

        def look() -> Any:
            resource = {"id": [f"prefect.flow-run.{run_id}"]}
            body = {"filter": {"event": {"name": [name]}, "resource": resource, "order": "ASC"}}
            found = self._post("/events/filter", body)["events"]
            return found if len(found) >= count else None

        return list(eventually(look))

    def outcomes(self, run_id: str) -> list[dict[str, Any]]:
        """What the steps of a run stored, with the task run of each; as the backend reads it."""
        body = {
            "artifacts": {"flow_run_id": {"any_": [run_id]}, "type": {"any_": ["dalgo-step-outcome"]}},
            "sort": "CREATED_DESC",
        }
        found = self._post("/artifacts/filter", body)
        return [{"task_run_id": one["task_run_id"], **json.loads(one["data"])} for one in reversed(found)]

    def secret(self, name: str, value: Any) -> None:
        kind = self.api.get("/block_types/slug/secret").raise_for_status().json()["id"]
        schemas = self._post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kind]}}})
        self._post(
            "/block_documents/",
            {"name": name, "block_type_id": kind, "block_schema_id": schemas[0]["id"], "data": {"value": value}},
        )

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return post(self.api, path, body)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[RunEnvironment]:
    """One run on this machine, with every mechanism of isolation that it offers."""
    settings = {"DALGO_CLIENTS_ROOT": str(tmp_path / "clients"), "DALGO_PRIVATE_HOSTS": "allow"}
    with run_environment(worker_settings(settings), "acme") as opened:
        yield opened


def worker_settings(environ: dict[str, str]) -> WorkerSettings:
    return WorkerSettings.from_environment({"DALGO_STOP_GRACE_SECONDS": "1", **environ})


@pytest.fixture(scope="session")
def prefect_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectRig]:
    home = tmp_path_factory.mktemp("prefect")
    root = tmp_path_factory.mktemp("clients")
    port = int(os.environ.get("DALGO_TEST_PREFECT_PORT") or _free_port())
    url = f"http://127.0.0.1:{port}/api"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DALGO_"))} | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.25",
        "PYTHONPATH": str(PACKAGE_ROOT),
        "DALGO_CLIENTS_ROOT": str(root),
        "DALGO_DBT": str(_scripted_dbt(home)),
        "DALGO_STOP_GRACE_SECONDS": "2",
        "DALGO_AIRBYTE_POLL_SECONDS": "0.2",
        "DALGO_SYNC_RETRY_SECONDS": "0.1",
        "DALGO_PRIVATE_HOSTS": "allow",
    }
    with (home / "prefect.log").open("wb") as log, httpx.Client(base_url=url, timeout=60) as api:
        running = [_start([*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)], environment, log)]
        try:
            eventually(lambda: _is_ready(api))
            running.append(start_worker("test", environment, log))
            eventually(lambda: api.get("/work_pools/test").is_success)
            yield PrefectRig(api, _deployment(api, "test"), root, environment)
        finally:
            for process in reversed(running):
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def start_worker(pool: str, environment: dict[str, str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
    return _start([*PREFECT, "worker", "start", "--pool", pool, "--type", "process", "--limit", "4"], environment, log)


def _deployment(api: httpx.Client, pool: str) -> str:
    flow = post(api, "/flows/", {"name": "dalgo-pipeline"})
    body = {
        "name": pool,
        "flow_id": flow["id"],
        "work_pool_name": pool,
        "entrypoint": "dalgo_flows.pipeline.run",
        "pull_steps": [],
    }
    return str(post(api, "/deployments/", body)["id"])


def _start(command: list[str], environment: dict[str, str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)


def _is_ready(api: httpx.Client) -> bool:
    try:
        return api.get("/ready").is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _scripted_dbt(folder: Path) -> Path:
    """Stands in for dbt: its verbs are scenes, so that what is tested is how the flow deals with each."""
    script = folder / "dbt"
    script.write_text(
        f"""#!{sys.executable}
import json, os, pathlib, subprocess, sys, time

def say(level, message):
    print(json.dumps({{"info": {{"level": level, "msg": message}}, "data": {{}}}}), flush=True)

words = sys.argv[1:]
verb = next(word for word in words if not word.startswith("-") and word not in ("json", "none") and "/" not in word)
profile = pathlib.Path(words[words.index("--profiles-dir") + 1], "profiles.yml")
say("info", f"{{verb}} in {{os.getcwd()}} with {{profile}} mode {{oct(profile.stat().st_mode & 0o777)}}")
say("info", "password " + os.environ["DBT_ENV_SECRET_DALGO_WAREHOUSE_PASSWORD"])
say("warn", "a warning")
if verb == "test":
    say("error", "Got 2 results, configured to fail if != 0")
    sys.exit(1)
if verb == "build":
    target = pathlib.Path(words[words.index("--project-dir") + 1], "target")
    target.mkdir(exist_ok=True)
    password = os.environ["DBT_ENV_SECRET_DALGO_WAREHOUSE_PASSWORD"]
    error = "Database Error in model b (models/b.sql)\\n  relation \\"x\\" does not exist\\n  LINE 3: from x "
    error += password
    results = [
        {{"unique_id": "model.acme.a", "status": "success", "message": "SELECT 5", "execution_time": 0.25,
          "adapter_response": {{"rows_affected": 5}}, "failures": None}},
        {{"unique_id": "model.acme.b", "status": "error", "message": error + " in " + os.getcwd() + "/models/b.sql",
          "execution_time": 0.5, "adapter_response": {{}}, "failures": None}},
    ]
    nodes = {{"model.acme.b": {{"name": "b", "resource_type": "model", "original_file_path": "models/b.sql"}}}}
    (target / "run_results.json").write_text(json.dumps({{"results": results}}))
    (target / "manifest.json").write_text(json.dumps({{"nodes": nodes}}))
    sys.exit(1)
if verb == "seed":
    say("error", "Database Error: connection refused")
    sys.exit(2)
if verb == "snapshot":
    say("info", "begun")
    for second in range(8):
        time.sleep(1)
        say("info", f"second {{second}}")
if verb == "run-operation":
    subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 300", os.getcwd()])
    say("info", "child started")
    time.sleep(300)
"""
    )
    script.chmod(0o755)
    return script
