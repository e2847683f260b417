import pytest
from prefect.client.schemas import State
from prefect.logging import disable_run_logger
from prefect.states import Completed, Failed

from dalgo_flows import pipeline
from dalgo_flows.config import Step
from dalgo_flows.steps import RunResources
from tests.test_config import dbt, sync


def outcome(
    monkeypatch: pytest.MonkeyPatch, states: dict[str, State[None]], *, carry_on: bool = False
) -> tuple[State[None], list[str]]:
    done: list[str] = []

    def run_step(step: Step, _: RunResources) -> State[None]:
        done.append(str(step.label))
        return states.get(str(step.label), Completed())

    monkeypatch.setattr(pipeline, "run_step", run_step)
    tasks = [sync(1, label="sync"), dbt("dbt-test", 2, label="test"), dbt("dbt-run", 3, label="run")]
    with disable_run_logger():
        return pipeline.run.fn({"tasks": tasks, "continue_on_sync_failure": carry_on}), done


def test_a_pipeline_whose_steps_succeed_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    state, done = outcome(monkeypatch, {})
    assert state.name == "Completed"
    assert done == ["sync", "test", "run"]


def test_a_failed_sync_ends_a_pipeline_that_was_not_told_to_continue(monkeypatch: pytest.MonkeyPatch) -> None:
    state, done = outcome(monkeypatch, {"sync": Failed(message="no host")})
    assert (state.name, state.message) == ("Failed", "sync: no host")
    assert done == ["sync"]


def test_a_failed_transform_ends_the_pipeline_and_both_failures_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    failing: dict[str, State[None]] = {"sync": Failed(message="no host"), "test": Failed(message="no profile")}
    state, done = outcome(monkeypatch, failing, carry_on=True)
    assert state.message == "sync: no host · test: no profile"
    assert done == ["sync", "test"]


def test_a_failure_counts_for_more_than_failed_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    failing: dict[str, State[None]] = {"test": Completed(name="DBT_TEST_FAILED"), "run": Failed(message="x")}
    assert outcome(monkeypatch, failing)[0].name == "Failed"
    del failing["run"]
    state, done = outcome(monkeypatch, failing)
    assert (state.name, state.is_completed(), done[-1]) == ("DBT_TEST_FAILED", True, "run")


def test_a_config_that_cannot_be_read_fails_the_run_by_the_fields_name() -> None:
    with disable_run_logger():
        state = pipeline.run.fn({"tasks": [sync(seq=None)]})
    assert state.is_failed()
    assert str(state.message).startswith("config.tasks[0].seq:")
