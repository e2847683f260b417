import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.exceptions import TerminationSignal

from dalgo_flows.airbyte.api import AirbyteApi
from dalgo_flows.airbyte.errors import AirbyteRefused, AirbyteSilent
from dalgo_flows.airbyte.follow import JobFollower
from dalgo_flows.airbyte.model import Job, Statistics
from dalgo_flows.airbyte.server import AirbyteServer
from dalgo_flows.airbyte.start import JobStart
from dalgo_flows.errors import StepFailed
from dalgo_flows.settings import WorkerSettings
from tests.fake_airbyte import CONNECTION, FakeAirbyte, FakeJob
from tests.recording_log import RecordingLog

SETTINGS = replace(
    WorkerSettings.from_environment({}), lost_answer_wait=0.01, outage_limit=0.01, dbt=Path("/nowhere/dbt")
)


class Rig:
    """A step's helpers around a fake Airbyte; pauses take no time."""

    def __init__(self, airbyte: FakeAirbyte, server: AirbyteServer | None = None) -> None:
        self.airbyte = airbyte
        self.log = RecordingLog()
        self.progress: list[Statistics] = []
        self.on_pause: Callable[[float], None] = lambda _: None
        self.api = AirbyteApi(
            server or AirbyteServer(url="http://airbyte"), 15, airbyte.transport(), pause=lambda _: None
        )
        self.follower = JobFollower(
            self.api, self.log, SETTINGS, self.progress.append, pause=lambda seconds: self.on_pause(seconds)
        )

    def start(self) -> int:
        return JobStart(
            self.api,
            self.follower,
            self.log,
            connection_id=CONNECTION,
            kinds=frozenset({"sync"}),
            start=lambda: self.api.start_sync(CONNECTION),
            attaches=True,
            lost_answer_wait=SETTINGS.lost_answer_wait,
            pause=lambda _: None,
        ).attach_or_start()

    def clear(self, streams: list[dict[str, str | None]]) -> Job:
        job_id = JobStart(
            self.api,
            self.follower,
            self.log,
            connection_id=CONNECTION,
            kinds=frozenset({"reset_connection", "clear"}),
            start=lambda: self.api.start_clear(CONNECTION, streams),
            attaches=False,
            lost_answer_wait=SETTINGS.lost_answer_wait,
            pause=lambda _: None,
        ).attach_or_start()
        return self.follower.follow(job_id, CONNECTION)

    def sync(self) -> Job:
        return self.follower.follow(self.start(), CONNECTION)


def test_a_sync_is_started_once_and_its_lines_come_once_each_in_order() -> None:
    airbyte = FakeAirbyte(plan=[FakeJob(0, looks=3)])
    grown = [{"logLines": [f"line {n}" for n in range(size)]} for size in (0, 2, 2, 5, 6)]
    airbyte.logs = grown
    rig = Rig(airbyte)
    assert rig.sync().status == "succeeded"
    assert [text for text in rig.log.texts if text.startswith("line")] == [f"line {n}" for n in range(6)]
    assert airbyte.count("public/v1/jobs") == 1
    assert rig.progress[0] == Statistics(records=7, bytes=70, estimated_records=None)


def test_a_running_sync_is_attached_to() -> None:
    airbyte = FakeAirbyte(jobs=[FakeJob(41)])
    assert Rig(airbyte).sync().id == 41
    assert airbyte.count("public/v1/jobs") == 0


def test_a_running_clear_is_waited_for_and_then_the_sync_starts() -> None:
    airbyte = FakeAirbyte(jobs=[FakeJob(41, kind="reset_connection", looks=2)])
    assert Rig(airbyte).sync().id == 42


def test_a_conflict_leads_to_the_job_that_came_between() -> None:
    airbyte = FakeAirbyte(faults={"public/v1/jobs": [httpx.Response(409, json={"message": "running"})]})
    listed = airbyte.answer

    def answer(path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "v1/jobs/list" and airbyte.count("public/v1/jobs") == 1:
            airbyte.jobs = [FakeJob(77)]
        return listed(path, body)

    airbyte.answer = answer  # type: ignore[method-assign]
    assert Rig(airbyte).sync().id == 77
    assert airbyte.count("public/v1/jobs") == 1


def test_a_conflict_without_a_job_ends_after_a_few_looks() -> None:
    airbyte = FakeAirbyte(faults={"public/v1/jobs": [httpx.Response(409) for _ in range(9)]})
    with pytest.raises(StepFailed, match="shows none"):
        Rig(airbyte).start()
    assert airbyte.count("public/v1/jobs") == 5


@pytest.mark.parametrize("lost", [("after", httpx.ReadTimeout("late")), ("after", httpx.RemoteProtocolError("gone"))])
def test_a_lost_answer_leads_to_the_started_job_and_never_to_a_second(lost: Any) -> None:
    airbyte = FakeAirbyte(jobs=[FakeJob(41, status="succeeded")], faults={"public/v1/jobs": [lost]})
    assert Rig(airbyte).sync().id == 42
    assert airbyte.count("public/v1/jobs") == 1


def test_a_lost_answer_adopts_a_job_that_is_already_over() -> None:
    airbyte = FakeAirbyte(
        plan=[FakeJob(0, status="succeeded")], faults={"public/v1/jobs": [("after", httpx.ReadTimeout("late"))]}
    )
    assert Rig(airbyte).sync().status == "succeeded"
    assert airbyte.count("public/v1/jobs") == 1


def test_a_gateway_error_without_a_started_job_is_a_passing_failure() -> None:
    airbyte = FakeAirbyte(faults={"public/v1/jobs": [httpx.Response(502, text="<html>")]})
    with pytest.raises(StepFailed, match="No job was started") as failed:
        Rig(airbyte).start()
    assert failed.value.transient
    assert airbyte.count("public/v1/jobs") == 1


def test_a_refused_connection_starts_nothing_and_is_not_searched_for() -> None:
    airbyte = FakeAirbyte(faults={"public/v1/jobs": [httpx.ConnectError("refused")]})
    with pytest.raises(AirbyteSilent, match="Airbyte cannot be reached"):
        Rig(airbyte).start()
    assert airbyte.count("v1/jobs/list") == 1


def test_a_failed_job_raises_with_airbytes_own_reason() -> None:
    failures = [
        {"failureType": "system_error", "internalMessage": "java.lang.Boom"},
        {"failureType": "config_error", "externalMessage": "password authentication failed"},
    ]
    airbyte = FakeAirbyte(plan=[FakeJob(0, end="failed", failures=failures)])
    with pytest.raises(StepFailed) as failed:
        Rig(airbyte).sync()
    assert str(failed.value) == "Airbyte job 101 failed (config_error): password authentication failed"
    assert not failed.value.transient
    assert airbyte.count("v1/jobs/cancel") == 0


def test_a_failure_that_may_pass_is_marked_so() -> None:
    failures = [{"failureType": "transient_error", "externalMessage": "rate limited"}]
    with pytest.raises(StepFailed) as failed:
        Rig(FakeAirbyte(plan=[FakeJob(0, end="failed", failures=failures)])).sync()
    assert failed.value.transient


def test_a_job_cancelled_in_airbyte_fails_the_step_for_good() -> None:
    with pytest.raises(StepFailed, match="was cancelled in Airbyte") as failed:
        Rig(FakeAirbyte(plan=[FakeJob(0, end="cancelled")])).sync()
    assert not failed.value.transient


def test_a_cancelled_run_cancels_the_job() -> None:
    airbyte = FakeAirbyte(plan=[FakeJob(0, looks=-1)])
    rig = Rig(airbyte)

    def cancelled(_: float) -> None:
        raise TerminationSignal(15)

    rig.on_pause = cancelled
    with pytest.raises(TerminationSignal):
        rig.sync()
    assert airbyte.jobs[0].status == "cancelled"


def test_a_run_cancelled_between_request_and_answer_cancels_what_was_started() -> None:
    airbyte = FakeAirbyte(plan=[FakeJob(0, looks=-1)], faults={"public/v1/jobs": [("after", TerminationSignal(15))]})
    with pytest.raises(TerminationSignal):
        Rig(airbyte).sync()
    assert airbyte.jobs[0].status == "cancelled"


def test_a_job_over_its_limit_is_cancelled() -> None:
    airbyte = FakeAirbyte(plan=[FakeJob(0, looks=-1)])
    rig = Rig(airbyte)
    rig.follower = JobFollower(rig.api, rig.log, replace(SETTINGS, job_limit=0.001), pause=lambda _: time.sleep(0.002))
    with pytest.raises(StepFailed, match="did not end within"):
        rig.sync()
    assert airbyte.jobs[0].status == "cancelled"


def test_a_short_outage_while_following_is_survived_and_a_long_one_leaves_the_job_running() -> None:
    path = "v1/jobs/get_without_logs"
    airbyte = FakeAirbyte(faults={path: [httpx.ConnectError("x") for _ in range(3)]})
    rig = Rig(airbyte)
    assert rig.sync().status == "succeeded"
    assert "Airbyte cannot be reached. Asking again." in rig.log.texts

    airbyte = FakeAirbyte(faults={path: [httpx.ConnectError("x") for _ in range(999)]})
    rig = Rig(airbyte)
    rig.on_pause = lambda _: time.sleep(0.02)
    with pytest.raises(AirbyteSilent):
        rig.sync()
    assert airbyte.count("v1/jobs/cancel") == 0


def test_a_clear_of_streams_names_them_and_does_not_attach_to_a_clear_of_others() -> None:
    airbyte = FakeAirbyte(jobs=[FakeJob(41, kind="reset_connection")])
    job = Rig(airbyte).clear([{"streamName": "users", "streamNamespace": None}])
    assert (job.id, job.kind) == (42, "reset_connection")
    (body,) = (body for path, body in airbyte.calls if path == "v1/connections/clear/stream")
    assert body == {"connectionId": CONNECTION, "streams": [{"streamName": "users", "streamNamespace": None}]}


def test_an_old_server_is_asked_again_without_the_kinds_it_does_not_know() -> None:
    airbyte = FakeAirbyte(faults={"v1/jobs/list": [httpx.Response(400, json={"message": "no enum"})]})
    assert Rig(airbyte).api.newest_jobs(CONNECTION) == []
    assert airbyte.calls[-1][1]["configTypes"] == ["sync", "reset_connection"]


def test_reads_are_repeated_when_airbyte_is_busy_and_starts_are_not() -> None:
    airbyte = FakeAirbyte(faults={"v1/connections/get": [httpx.Response(503), httpx.Response(429)]})
    assert Rig(airbyte).api.connection_status(CONNECTION) == "active"
    assert airbyte.count("v1/connections/get") == 3


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (
            httpx.Response(422, json={"message": "port is wrong\nSchema:\n{…}"}),
            "Airbyte refused: port is wrong (HTTP 422)",
        ),
        (httpx.Response(500, json={"errorId": "e-1"}), "Airbyte refused: error e-1 (HTTP 500)"),
        (httpx.Response(401, text="<html>"), "does not accept the credentials"),
        (httpx.Response(404, text=""), "Airbyte answered HTTP 404"),
        (httpx.Response(409, json={"status": 409, "data": {"message": "busy"}}), "Airbyte refused: busy (HTTP 409)"),
    ],
)
def test_every_shape_of_refusal_has_a_readable_text(response: httpx.Response, says: str) -> None:
    airbyte = FakeAirbyte(faults={"v1/connections/get": [response]})
    with pytest.raises(AirbyteRefused) as refused:
        Rig(airbyte).api.connection_status(CONNECTION)
    assert says in str(refused.value)


def token(life: float) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + life}).encode()).decode().rstrip("=")
    return f"h.{claims}.s"


def with_tokens(*answers: Any) -> tuple[FakeAirbyte, Rig]:
    path = "v1/applications/token"
    airbyte = FakeAirbyte(faults={path: list(answers)})
    server = AirbyteServer(url="http://airbyte/", auth="client-credentials", client_id="i", client_secret="s")
    return airbyte, Rig(airbyte, server)


def test_a_token_is_kept_for_its_life_and_renewed_before_its_end() -> None:
    airbyte, rig = with_tokens(
        httpx.Response(200, json={"access_token": token(180)}), httpx.Response(200, json={"access_token": "none"})
    )
    for _ in range(3):
        rig.api.connection_status(CONNECTION)
    assert airbyte.count("v1/applications/token") == 1

    airbyte, rig = with_tokens(
        httpx.Response(200, json={"access_token": token(0)}), httpx.Response(200, json={"access_token": token(180)})
    )
    for _ in range(3):
        rig.api.connection_status(CONNECTION)
    assert airbyte.count("v1/applications/token") == 2
    assert airbyte.headers[-1]["Authorization"].startswith("Bearer h.")


def test_a_401_renews_the_token_and_repeats_the_request_once() -> None:
    airbyte, rig = with_tokens(*(httpx.Response(200, json={"access_token": token(180)}) for _ in range(2)))
    airbyte.faults["v1/connections/get"] = [httpx.Response(401)]
    assert rig.api.connection_status(CONNECTION) == "active"
    assert airbyte.count("v1/applications/token") == 2


def test_wrong_client_credentials_are_named_as_such() -> None:
    _, rig = with_tokens(httpx.Response(401, json={"errorId": "x"}))
    with pytest.raises(AirbyteRefused, match="client id or secret is not accepted") as refused:
        rig.api.connection_status(CONNECTION)
    assert not refused.value.transient
