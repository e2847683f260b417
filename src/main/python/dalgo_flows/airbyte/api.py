"""The calls a pipeline makes to Airbyte, with bounded waits and repeated only where that is safe."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import httpx

from dalgo_flows.airbyte.attempt_log import read_log
from dalgo_flows.airbyte.errors import PASSING, AirbyteRefused, AirbyteSilent
from dalgo_flows.airbyte.model import Job, Statistics, read_job, read_statistics
from dalgo_flows.airbyte.server import AirbyteServer
from dalgo_flows.lines import LogLine

_CONNECT_SECONDS = 3.0
_START_SECONDS = 75.0
"""Airbyte may hold the answer to a job's start until the job is on its way."""

_CANCEL_SECONDS = 15.0
"""Airbyte answers when the job has ended; a worker that is being stopped cannot wait for that."""

_KEEP_ALIVE_SECONDS = 4.0
"""Below what servers and gateways use, so that a start is not sent into a connection that was just closed."""

_READ_TRIES = 3
_LONGEST_REASON = 500


class AirbyteApi:
    """A client for one Airbyte; close it, or use it in a ``with``."""

    def __init__(
        self,
        server: AirbyteServer,
        read_seconds: float,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._read_seconds = read_seconds
        self._pause = pause
        self._has_progress = True
        self._client = httpx.Client(
            base_url=server.url.rstrip("/") + "/api",
            auth=server.credentials(),
            transport=transport,
            limits=httpx.Limits(keepalive_expiry=_KEEP_ALIVE_SECONDS),
            follow_redirects=False,
        )

    def __enter__(self) -> "AirbyteApi":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def connection_status(self, connection_id: str) -> str:
        """``active``, ``inactive`` or ``deprecated``; the last also for a connection that was deleted."""
        return str(self._read("v1/connections/get", {"connectionId": connection_id}).get("status", ""))

    def newest_jobs(self, connection_id: str) -> list[Job]:
        """The connection's latest jobs of every kind, newest first."""
        request: dict[str, Any] = {
            "configId": connection_id,
            "configTypes": ["sync", "reset_connection", "clear", "refresh"],
            "orderByField": "createdAt",
            "orderByMethod": "DESC",
            "pagination": {"pageSize": 10, "rowOffset": 0},
        }
        try:
            answer = self._read("v1/jobs/list", request)
        except AirbyteRefused as refused:
            if refused.status != httpx.codes.BAD_REQUEST:
                raise
            # Before 0.60 the two newer kinds are unknown words.
            answer = self._read("v1/jobs/list", request | {"configTypes": ["sync", "reset_connection"]})
        return sorted((read_job(entry) for entry in answer.get("jobs") or ()), key=lambda job: -job.id)

    def job(self, job_id: int) -> Job:
        """The job as it stands now, with its attempts."""
        return read_job(self._read("v1/jobs/get_without_logs", {"id": job_id}))

    def attempt_log(self, job_id: int, attempt: int) -> list[LogLine]:
        """All lines the attempt has so far; none when Airbyte has no log (yet)."""
        try:
            answer = self._read("v1/attempt/get_for_job", {"jobId": job_id, "attemptNumber": attempt})
        except AirbyteRefused as refused:
            if refused.status == httpx.codes.NOT_FOUND:
                return []
            raise
        return read_log(answer.get("logs"))

    def progress(self, connection_id: str) -> Statistics | None:
        """Live counters of the running sync; none from an Airbyte that does not know the call."""
        if not self._has_progress:
            return None
        try:
            return read_statistics(self._read("v1/connections/sync_progress", {"connectionId": connection_id}))
        except AirbyteRefused as refused:
            self._has_progress = refused.status not in (400, 404, 405)
            return None

    def start_sync(self, connection_id: str) -> int:
        """Start a sync and answer its job id. Not repeatable: each call may start one."""
        answer = self._send("public/v1/jobs", {"connectionId": connection_id, "jobType": "sync"}, _START_SECONDS)
        return int(answer["jobId"])

    def start_clear(self, connection_id: str, streams: Sequence[Mapping[str, str | None]]) -> int:
        """Start emptying a connection's tables, or those of the given streams. Not repeatable."""
        body: dict[str, Any] = {"connectionId": connection_id}
        path = "v1/connections/clear"
        if streams:
            path, body = "v1/connections/clear/stream", body | {"streams": list(streams)}
        return read_job(self._send(path, body, _START_SECONDS)).id

    def cancel(self, job_id: int) -> None:
        """Ask for the job's end."""
        self._send("v1/jobs/cancel", {"id": job_id}, _CANCEL_SECONDS)

    def _read(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        for attempt in range(1, _READ_TRIES + 1):
            try:
                return self._send(path, body, self._read_seconds)
            except AirbyteSilent:
                if attempt == _READ_TRIES:
                    raise
            except AirbyteRefused as refused:
                if attempt == _READ_TRIES or refused.status not in PASSING:
                    raise
            self._pause(0.5 * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311
        raise AssertionError("unreachable")

    def _send(self, path: str, body: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        timeout = httpx.Timeout(seconds, connect=_CONNECT_SECONDS)
        try:
            response = self._client.post(path, json=body, timeout=timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise AirbyteSilent("Airbyte cannot be reached.", may_have_acted=False) from None
        except httpx.TimeoutException:
            raise AirbyteSilent(f"Airbyte did not answer within {seconds:g} s.", may_have_acted=True) from None
        except httpx.TransportError:
            raise AirbyteSilent("Airbyte broke the connection off.", may_have_acted=True) from None
        if not response.is_success:
            raise AirbyteRefused(_refusal(response), response.status_code)
        try:
            answer = response.json() if response.content else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise AirbyteSilent("Airbyte answered something that is not JSON.", may_have_acted=True)
        return answer


def _refusal(response: httpx.Response) -> str:
    status = response.status_code
    if status in (401, 403):
        return f"Airbyte does not accept the credentials of the worker (HTTP {status})."
    reason = _reason(response)
    return f"Airbyte refused: {reason} (HTTP {status})." if reason else f"Airbyte answered HTTP {status}."


def _reason(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    data = body.get("data")
    for text in (
        data.get("message") if isinstance(data, dict) else None,
        body.get("message"),
        body.get("detail"),
    ):
        if isinstance(text, str) and text.strip():
            # A configuration that does not fit is answered with the whole schema.
            return text.split("Schema:")[0].strip().rstrip(".")[:_LONGEST_REASON]
    return f"error {body['errorId']}" if body.get("errorId") else ""
