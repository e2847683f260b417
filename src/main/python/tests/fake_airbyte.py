"""An Airbyte of one connection whose jobs move one phase per look, so that no test waits for a clock."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

CONNECTION = "0f7c0000-0000-4000-8000-000000000001"


@dataclass
class FakeJob:
    """One job: ``looks`` is how many status reads it still runs for (negative: until cancelled)."""

    id: int
    kind: str = "sync"
    looks: int = 1
    end: str = "succeeded"
    status: str = "running"
    failures: list[dict[str, str]] = field(default_factory=list)


@dataclass
class FakeAirbyte:
    connection: str = "active"
    jobs: list[FakeJob] = field(default_factory=list)
    plan: list[FakeJob] = field(default_factory=list)
    """What the next starts bring about; without a plan, a job that succeeds."""
    logs: list[dict[str, Any]] = field(default_factory=list)
    """The answers of the log call, the last one for ever."""
    faults: dict[str, list[Any]] = field(default_factory=dict)
    """Per path: an exception to raise, a response to give, or ``after:<exception>`` to act first."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    headers: list[httpx.Headers] = field(default_factory=list)
    log_calls: int = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def count(self, path: str) -> int:
        return sum(1 for called, _ in self.calls if called == path)

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/")
        body = json.loads(request.content or b"{}")
        self.calls.append((path, body))
        self.headers.append(request.headers)
        fault = self.faults[path].pop(0) if self.faults.get(path) else None
        if isinstance(fault, httpx.Response):
            return fault
        if isinstance(fault, BaseException):
            raise fault
        status, answer = self.answer(path, body)
        if isinstance(fault, tuple):
            raise fault[1]
        return httpx.Response(status, json=answer)

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        match path:
            case "v1/connections/get":
                return 200, {"connectionId": CONNECTION, "status": self.connection}
            case "v1/jobs/list":
                return 200, {"jobs": [self._read(job, wrapped=False) for job in reversed(self.jobs)]}
            case "public/v1/jobs":
                return self._start("sync", lambda job: {"jobId": job.id, "status": "pending"})
            case "v1/connections/clear" | "v1/connections/clear/stream":
                return self._start("reset_connection", lambda job: self._read(job, wrapped=True))
            case "v1/jobs/get_without_logs":
                return 200, self._look(self._job(body["id"]))
            case "v1/attempt/get_for_job":
                self.log_calls += 1
                at = min(self.log_calls, len(self.logs)) - 1
                return 200, {"logs": self.logs[at]} if self.logs else {}
            case "v1/connections/sync_progress":
                return 200, {"jobId": self.jobs[-1].id, "recordsEmitted": 7, "bytesEmitted": 70}
            case "v1/jobs/cancel":
                job = self._job(body["id"])
                job.status = "cancelled"
                return 200, self._read(job, wrapped=True)
        return 404, {"message": f"no such path {path}"}

    def _start(self, kind: str, read: Any) -> tuple[int, dict[str, Any]]:
        if any(job.status == "running" for job in self.jobs):
            return 409, {"message": "A sync is already running"}
        newest = self.jobs[-1].id if self.jobs else 100
        job = self.plan.pop(0) if self.plan else FakeJob(0)
        job.id, job.kind = newest + 1, kind
        self.jobs.append(job)
        return 200, read(job)

    def _job(self, job_id: int) -> FakeJob:
        return next(job for job in self.jobs if job.id == job_id)

    def _look(self, job: FakeJob) -> dict[str, Any]:
        if job.status == "running" and job.looks == 0:
            job.status = job.end
        elif job.looks > 0:
            job.looks -= 1
        return self._read(job, wrapped=True)

    def _read(self, job: FakeJob, *, wrapped: bool) -> dict[str, Any]:
        attempt: dict[str, Any] = {"id": 0, "status": job.status}
        if job.failures:
            attempt["failureSummary"] = {"failures": job.failures}
        return {
            "job": {"id": job.id, "configType": job.kind, "status": job.status},
            "attempts": [{"attempt": attempt} if wrapped else attempt],
        }


class AirbyteServerThread:
    """The same, over HTTP, for a worker in another process."""

    def __init__(self, airbyte: FakeAirbyte) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                response = airbyte.handle(httpx.Request("POST", f"http://airbyte{self.path}", content=body))
                self.send_response(response.status_code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(response.content)))
                self.end_headers()
                self.wfile.write(response.content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
