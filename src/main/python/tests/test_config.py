from typing import Any

import pytest

from dalgo_flows.config import ClearStep, DbtStep, GitStep, SyncStep, read_pipeline
from dalgo_flows.errors import ConfigError


def sync(seq: object = 0, **more: Any) -> dict[str, Any]:
    return {
        "type": "Airbyte Connection",
        "slug": "airbyte-sync",
        "seq": seq,
        "airbyte_server_block": "acme-airbyte-server",
        "connection_id": "c1",
        "flow_name": None,
        **more,
    }


def dbt(slug: str = "dbt-run", seq: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "type": "dbt Core Operation",
        "slug": slug,
        "seq": seq,
        "commands": [f"/elsewhere/dbt {slug.removeprefix('dbt-')}"],
        "project_dir": "acme/dbtrepo",
        "env": {"dbt-profile-secret-block": "dbt-profile-acme"},
        "cli_profile_block": None,
        **more,
    }


def git(slug: str = "git-pull", **more: Any) -> dict[str, Any]:
    return {"type": "Shell Operation", "slug": slug, "seq": 1, "commands": ["git pull"], "working_dir": "a", **more}


def test_steps_are_sorted_by_seq() -> None:
    pipeline = read_pipeline({"org_slug": "acme", "tasks": [dbt(seq=4), git(), sync(0)], "future": 1})
    assert [type(step) for step in pipeline.steps] == [SyncStep, GitStep, DbtStep]
    assert pipeline.continue_on_sync_failure is False


def test_each_kind_of_step_has_its_stable_label() -> None:
    clear = sync(3, slug="airbyte-clear", streams=[{"streamName": "users", "streamNamespace": None}])
    steps = read_pipeline({"tasks": [sync(0), git(), git("git-clone", seq=2), clear, dbt("dbt-test", 5)]}).steps
    assert [step.label for step in steps] == [
        "run-airbyte-connection-flow-v1-c1",
        "shellop-git-pull",
        "shellop-git-clone",
        "airbyte-clear-c1",
        "dbtjob-dbt-test",
    ]
    assert isinstance(steps[3], ClearStep)


def test_only_the_later_ones_of_equal_labels_carry_their_seq() -> None:
    steps = read_pipeline({"tasks": [dbt(seq=9), dbt(seq=4), dbt(seq=6)]}).steps
    assert [step.label for step in steps] == ["dbtjob-dbt-run", "dbtjob-dbt-run-6", "dbtjob-dbt-run-9"]


def test_a_given_label_is_kept_word_for_word_and_is_not_taken_twice() -> None:
    steps = read_pipeline({"tasks": [dbt(seq=1), dbt(seq=2, label="dbtjob-dbt-run")]}).steps
    assert [step.label for step in steps] == ["dbtjob-dbt-run-1", "dbtjob-dbt-run"]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "config.tasks must be a list with at least one task."),
        ({"tasks": []}, "config.tasks must be a list with at least one task."),
        ({"tasks": [7]}, "config.tasks[0] must be an object."),
        ({"tasks": [sync(), dbt(type="Shell Operation")]}, "config.tasks[1]: no worker knows a task of type"),
        ({"tasks": [sync(connection_id=" ")]}, "config.tasks[0].connection_id: String should have at least 1"),
        ({"tasks": [sync(seq="first")]}, "config.tasks[0].seq: Input should be a valid integer"),
        ({"tasks": [dbt(env={})]}, "config.tasks[0].env.dbt-profile-secret-block: Field required."),
        ({"tasks": [dbt(commands=[])]}, "config.tasks[0].commands: List should have at least 1 item"),
        ({"tasks": [sync()], "continue_on_sync_failure": "perhaps"}, "config.continue_on_sync_failure:"),
    ],
)
def test_a_faulty_config_is_refused_with_the_field_named(config: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_pipeline(config)
    assert str(refused.value).startswith(says)


def test_a_refusal_does_not_repeat_the_value() -> None:
    with pytest.raises(ConfigError) as refused:
        read_pipeline({"tasks": [git(env={"gitrepo_url": {"oops": "hunter2"}})]})
    assert "gitrepo_url" in str(refused.value)
    assert "hunter2" not in str(refused.value)
