"""What a cluster says about jobs without a running pod, as Kubernetes 1.34 says it."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from dalgo_flows.cluster.api import ClusterApi
from dalgo_flows.cluster.pending_jobs import RUN_LABEL, Patience, PendingJobs
from dalgo_flows.errors import ConfigError

RUN = UUID("6f1f3a54-92a7-4e36-9f83-6a5f0f4a0c01")
CREATED = datetime(2026, 11, 1, 10, 0, 0, tzinfo=timezone.utc)
REFUSED = (
    'Error creating: pods "nightly-x-abcde" is forbidden: violates PodSecurity "restricted:latest": '
    "allowPrivilegeEscalation != false"
)


class Cluster:
    """Answers as the API server does, from what a test puts into it."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, Any]] = [job()]
        self.pods: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.crashed: dict[UUID, str] = {}
        self.works = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        last = request.url.path.rsplit("/", 1)[1]
        if request.method == "DELETE":
            self.deleted.append(last)
            return httpx.Response(200, json={})
        if last == "jobs":
            assert request.url.params["labelSelector"] == RUN_LABEL
            # In pages of one, to see that all are read.
            at = int(request.url.params["continue"] or 0)
            more = str(at + 1) if at + 1 < len(self.jobs) else ""
            return httpx.Response(200, json={"metadata": {"continue": more}, "items": self.jobs[at : at + 1]})
        items = {"pods": self.pods, "events": self.events}[last]
        return httpx.Response(200, json={"metadata": {}, "items": items})

    def crash(self, run: UUID, message: str) -> bool:
        if not self.works:
            self.crashed[run] = message
        return not self.works

    def look(self, after: float) -> None:
        client = httpx.Client(transport=httpx.MockTransport(self.answer), base_url="https://cluster")
        PendingJobs(ClusterApi(client, "dalgo-runs"), self, Patience()).look(CREATED + timedelta(seconds=after))


def job(name: str = "nightly-x", **status: Any) -> dict[str, Any]:
    return {
        "metadata": {
            "name": name,
            "uid": f"uid-{name}",
            "labels": {RUN_LABEL: str(RUN)},
            "creationTimestamp": "2026-11-01T10:00:00Z",
        },
        "status": status,
    }


def event(message: str, at: str = "2026-11-01T10:00:02Z") -> dict[str, Any]:
    return {"type": "Warning", "reason": "FailedCreate", "message": message, "lastTimestamp": at}


def pod(waiting: dict[str, str] | None = None, phase: str = "Pending", **status: Any) -> dict[str, Any]:
    containers = [{"name": "prefect-job", "state": {"waiting": waiting}}] if waiting else []
    return {"metadata": {"uid": "pod"}, "status": {"phase": phase, "containerStatuses": containers, **status}}


FULL = 'Error creating: pods "x" is forbidden: exceeded quota: runs, used: pods=50, limited: pods=50'


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (REFUSED, "the cluster's pod security refuses its pod."),
        (FULL, "all places for runs are taken (quota)."),
        (
            'Error creating: admission webhook "x.of-another.org" denied the request',
            "a rule of the cluster refuses its pod.",
        ),
        ("Error creating: Internal error of node-7", "its pod cannot be created."),
    ],
)
def test_a_run_whose_pod_is_refused_ends_with_the_reason_and_the_log_has_the_words_of_the_cluster(
    message: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    cluster = Cluster()
    cluster.events = [event(message, "2026-11-01T10:00:09Z"), event("Error creating: an older one")]

    cluster.look(after=Patience().full)

    assert cluster.crashed[RUN] == "The cluster did not start this run: " + words
    assert cluster.deleted == ["nightly-x"]
    assert message.removeprefix("Error creating: ") in caplog.text


def test_a_used_up_quota_is_waited_for_and_noticed_within_two_minutes() -> None:
    cluster = Cluster()
    cluster.events = [event(FULL)]

    cluster.look(after=Patience().full - 1)
    assert (cluster.crashed, cluster.deleted) == ({}, [])

    cluster.look(after=Patience().full)
    assert RUN in cluster.crashed
    assert Patience().refused < Patience().full <= 110


def test_a_run_that_works_by_now_keeps_its_job() -> None:
    cluster = Cluster()
    cluster.events = [event(REFUSED)]
    cluster.works = True

    cluster.look(after=Patience().refused)

    assert (cluster.crashed, cluster.deleted) == ({}, [])


def test_a_refusal_may_pass_before_the_patience_ends() -> None:
    cluster = Cluster()
    cluster.events = [event(REFUSED)]

    cluster.look(after=Patience().refused - 1)

    assert (cluster.crashed, cluster.deleted) == ({}, [])


def test_an_image_that_cannot_be_pulled_ends_the_run() -> None:
    cluster = Cluster()
    cluster.pods = [pod({"reason": "ImagePullBackOff", "message": 'Back-off pulling image "nowhere/x:1"'})]

    cluster.look(after=Patience().refused)

    assert cluster.crashed[RUN].endswith(": its image cannot be pulled.")


def test_a_pod_without_a_node_waits_longer_than_a_refused_one() -> None:
    cluster = Cluster()
    nowhere = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available: 3 Insufficient memory."}
    cluster.pods = [pod(conditions=[nowhere])]

    cluster.look(after=Patience().waiting - 1)
    assert cluster.crashed == {}

    cluster.look(after=Patience().waiting)
    assert cluster.crashed[RUN].endswith(": no node has room for its pod.")


def test_a_pod_that_works_or_has_ended_is_left_alone() -> None:
    cluster = Cluster()
    ended = {"type": "Failed", "status": "True"}
    cluster.jobs = [job("ended", conditions=[ended]), job("works")]
    cluster.pods = [pod(phase="Running")]
    cluster.events = [event(REFUSED)]

    cluster.look(after=Patience().waiting)

    assert (cluster.crashed, cluster.deleted) == ({}, [])


def test_every_page_of_jobs_is_read() -> None:
    cluster = Cluster()
    cluster.jobs = [job("one"), job("two"), job("three")]
    cluster.events = [event(REFUSED)]

    cluster.look(after=Patience().refused)

    assert cluster.deleted == ["one", "two", "three"]


def test_a_long_reason_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    cluster = Cluster()
    cluster.events = [event("x" * 5000)]

    cluster.look(after=Patience().refused)

    assert RUN in cluster.crashed
    assert len(caplog.text) < 800


def test_outside_of_a_pod_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no pod with a service account"):
        ClusterApi.of_this_pod("dalgo-runs", {}, tmp_path)
