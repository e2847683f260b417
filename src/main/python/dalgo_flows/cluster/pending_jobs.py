"""Ends runs whose pod the cluster does not start; Prefect leaves them submitting for ever.

Runs beside Prefect's Kubernetes worker: ``python -m dalgo_flows.cluster.pending_jobs``.
"""

import logging
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Protocol
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

from dalgo_flows.cluster.api import ClusterApi
from dalgo_flows.settings import seconds

RUN_LABEL = "prefect.io/flow-run-id"

_LOG = logging.getLogger(__name__)
_LONGEST_REASON = 400
_NEVER_STARTS = {
    "ErrImagePull": "its image cannot be pulled",
    "ImagePullBackOff": "its image cannot be pulled",
    "ErrImageNeverPull": "its image is not on the node",
    "InvalidImageName": "its image has an invalid name",
    "CreateContainerConfigError": "its configuration names what does not exist",
    "CreateContainerError": "its container cannot be created",
    "RunContainerError": "its container cannot be started",
}
_QUOTA = "exceeded quota"
_REFUSALS = (
    (_QUOTA, "all places for runs are taken (quota)"),
    ("violates PodSecurity", "the cluster's pod security refuses its pod"),
    ("must specify", "the cluster's quota asks for limits that its pod lacks"),
    ("admission webhook", "a rule of the cluster refuses its pod"),
    ("forbidden", "the cluster forbids its pod"),
)


@dataclass(frozen=True)
class Reason:
    """Why a pod does not start."""

    words: str
    """For the members of the run's organisation. The cluster's own words name nodes, namespaces and jobs of others."""

    said: str
    """By the cluster, for the log of the operator."""


class EndsRuns(Protocol):
    """Where a run is ended."""

    def crash(self, run: UUID, message: str) -> bool:
        """End a run that has not started. Answers whether its job may go."""


@dataclass(frozen=True)
class Patience:
    """How long a job may go without a running pod, in seconds."""

    refused: float = 45
    """The cluster says why it cannot start the pod."""

    full: float = 90
    """The quota is used up; another run may end and leave its place."""

    waiting: float = 600
    """The pod waits for a node, a volume or an image, and the cluster says nothing final."""

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ) -> "Patience":
        """``DALGO_POD_REFUSED_SECONDS``, ``DALGO_POD_FULL_SECONDS`` and ``DALGO_POD_WAITING_SECONDS``."""
        usual = Patience()
        return Patience(
            refused=seconds(environ, "DALGO_POD_REFUSED_SECONDS", usual.refused),
            full=seconds(environ, "DALGO_POD_FULL_SECONDS", usual.full),
            waiting=seconds(environ, "DALGO_POD_WAITING_SECONDS", usual.waiting),
        )


class PendingJobs:
    """Looks at the jobs of runs that have no running pod."""

    def __init__(self, cluster: ClusterApi, runs: EndsRuns, patience: Patience) -> None:
        self._cluster = cluster
        self._runs = runs
        self._patience = patience

    def look(self, now: datetime) -> None:
        """End each run whose pod does not start in time, and delete its job."""
        for job in self._cluster.jobs(RUN_LABEL):
            run = _run_of(job)
            if run is None or not _unfinished(job):
                continue
            metadata = job["metadata"]
            age = (now - _time(metadata["creationTimestamp"])).total_seconds()
            if age < self._patience.refused:
                continue
            reason = self._reason(job, age)
            if reason is not None:
                _LOG.warning("Run %s, job %s: %s. %s", run, metadata["name"], reason.words, reason.said)
                # The run first: a job that is left is found again.
                if self._runs.crash(run, f"The cluster did not start this run: {reason.words}."):
                    self._cluster.delete_job(metadata["name"])

    def _reason(self, job: dict[str, Any], age: float) -> Reason | None:
        pods = self._cluster.pods(job["metadata"]["name"])
        if not pods:
            refusals = self._cluster.warnings(job["metadata"]["uid"])
            if refusals:
                said = str(refusals[-1].get("message") or "")
                if _QUOTA in said and age < self._patience.full:
                    return None
                return _reason(_refusal(said), said)
            return _reason("it created no pod and did not say why") if age >= self._patience.waiting else None
        for pod in pods:
            if (pod.get("status") or {}).get("phase") != "Pending":
                return None
        return self._why_pending(pods[-1], age)

    def _why_pending(self, pod: dict[str, Any], age: float) -> Reason | None:
        for container in pod["status"].get("containerStatuses") or []:
            waiting = (container.get("state") or {}).get("waiting") or {}
            words = _NEVER_STARTS.get(waiting.get("reason", ""))
            if words:
                return _reason(words, str(waiting.get("message") or waiting["reason"]))
        if age < self._patience.waiting:
            return None
        for condition in pod["status"].get("conditions") or []:
            if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
                return _reason("no node has room for its pod", str(condition.get("message") or ""))
        warnings = self._cluster.warnings(pod["metadata"]["uid"])
        return _reason("its pod does not start", str(warnings[-1].get("message") or "") if warnings else "")


class PrefectRuns:
    """Runs in Prefect."""

    def __init__(self, client: SyncPrefectClient) -> None:
        self._client = client

    def crash(self, run: UUID, message: str) -> bool:
        """Not forced: a run that has ended or that works stays as it is, and one that works needs its job."""
        try:
            state = self._client.read_flow_run(run).state_type
        except ObjectNotFound:
            return True
        if state in ("PENDING", "SCHEDULED", "CANCELLING"):
            self._client.set_flow_run_state(run, Crashed(message=message))
        return state != "RUNNING"


def _refusal(said: str) -> str:
    return next((words for sign, words in _REFUSALS if sign in said), "its pod cannot be created")


def _reason(words: str, said: str = "") -> Reason:
    line = re.sub(r"\s+", " ", said[: 4 * _LONGEST_REASON].removeprefix("Error creating: ")).strip()
    return Reason(words, line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…")


def _run_of(job: dict[str, Any]) -> UUID | None:
    try:
        return UUID(job["metadata"]["labels"][RUN_LABEL])
    except (KeyError, ValueError):
        return None


def _unfinished(job: dict[str, Any]) -> bool:
    conditions = (job.get("status") or {}).get("conditions") or []
    ended = any(c.get("type") in ("Complete", "Failed") and c.get("status") == "True" for c in conditions)
    return not ended and "deletionTimestamp" not in job["metadata"]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def main() -> None:
    """Look every few seconds, for as long as the pod lives."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    namespace = os.environ.get("DALGO_RUN_NAMESPACE", "dalgo-runs")
    pause = seconds(os.environ, "DALGO_POD_LOOK_SECONDS", 5)
    cluster = ClusterApi.of_this_pod(namespace)
    patience = Patience.from_environment()
    _LOG.info("Looking every %g s at the jobs of namespace %s.", pause, namespace)
    with get_client(sync_client=True) as client:
        pending = PendingJobs(cluster, PrefectRuns(client), patience)
        while True:
            try:
                pending.look(datetime.now(timezone.utc))
            except httpx.HTTPError as failure:
                # The next look asks again; nothing is remembered.
                _LOG.warning("Not looked: %s", failure)
            time.sleep(pause)


if __name__ == "__main__":
    main()
