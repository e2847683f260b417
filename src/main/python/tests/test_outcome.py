"""Outcomes on their way to Prefect: bounded, whole, and no reason for a step to fail."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.actions import ArtifactCreate

from dalgo_flows import outcome as module
from dalgo_flows.outcome import Fault, NodeResult, Outcome, OutcomeStore, parts
from tests.recording_log import RecordingLog


def node(number: int, status: str = "success", message: str = "SELECT 1") -> NodeResult:
    return NodeResult(f"model.ngo.m{number}", f"m{number}", "model", status, 0.1, 1, None, message, "models/m.sql", 1)


def packed(*results: NodeResult) -> list[dict[str, Any]]:
    return [json.loads(part) for part in parts(Outcome("step", "dbt-run", "dbt run", results=results))]


def test_many_results_are_split_into_parts_that_know_their_number() -> None:
    found = packed(*(node(number) for number in range(3_000)))
    assert len(found) > 3
    assert [part["part"] for part in found] == list(range(len(found)))
    assert {part["parts"] for part in found} == {len(found)}
    assert len({result["unique_id"] for part in found for result in part["results"]}) == 3_000
    assert max(len(json.dumps(part)) for part in found) < 80_000
    assert {tuple(part["counts"].items()) for part in found} == {(("success", 3_000),)}


def test_failures_survive_the_bounds_and_the_rest_is_counted() -> None:
    found = packed(*(node(number) for number in range(6_000)), node(6_000, "error", "e" * 9_000))
    results = [result for part in found for result in part["results"]]
    assert len(results) == 5_000
    assert results[0]["unique_id"] == "model.ngo.m6000"
    assert len(results[0]["message"]) == 2_000
    assert (found[0]["left_out"], found[0]["counts"]) == (1_001, {"success": 6_000, "error": 1})


def test_an_outcome_without_results_is_one_part() -> None:
    (part,) = (json.loads(text) for text in parts(Outcome("pull", "git-pull", failed=True, fault=Fault("no host"))))
    assert (part["fault"]["message"], part["results"], part["parts"]) == ("no host", [], 1)


def test_texts_that_no_database_stores_are_replaced() -> None:
    (part,) = packed(node(1, "error", "a\x00b\ud800c"))
    assert part["results"][0]["message"] == "ab?c"


def store(create: Callable[[ArtifactCreate], object], log: RecordingLog) -> None:
    OutcomeStore(uuid4(), uuid4(), log, create, lambda _: None).store(Outcome("step", "dbt-run"))


def test_a_refused_outcome_is_tried_again_and_fails_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    monkeypatch.setattr(module, "emit_event", lambda **event: events.append(event["event"]))
    tries: list[ArtifactCreate] = []

    def refuse_first(artifact: ArtifactCreate) -> None:
        tries.append(artifact)
        if len(tries) == 1:
            raise ConnectionError

    log = RecordingLog()
    store(refuse_first, log)
    assert (len(tries), events, log.texts) == (2, ["dalgo.run.outcome"], [])

    def refuse(_: ArtifactCreate) -> None:
        raise ConnectionError

    store(refuse, log)
    assert log.texts == ["The results of this step could not be stored: ConnectionError."]
    assert events == ["dalgo.run.outcome"]
