"""Whole pipelines by a real worker: Prefect's own idea of states, names, logs and cancelling."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PrefectRig, eventually
from tests.fake_airbyte import CONNECTION, AirbyteServerThread, FakeAirbyte, FakeJob
from tests.test_config import dbt, git, sync
from tests.test_git import commit
from tests.test_git import git as run_git
from tests.test_project_files import pack
from tests.test_sandbox import running

PASSWORD = "pass-w0rd-of-acme"


@pytest.fixture(scope="module")
def rig(prefect_rig: PrefectRig) -> PrefectRig:
    project = prefect_rig.clients_root / "acme" / "dbtrepo"
    project.mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: acme\nprofile: acme\n")
    creds = {"host": "db", "username": "u", "password": PASSWORD, "database": "wh"}
    prefect_rig.secret(
        "dbt-profile-acme", {"wtype": "postgres", "default_schema": "analytics", "creds": creds, "extras": {}}
    )
    return prefect_rig


@pytest.fixture
def airbyte() -> Iterator[tuple[FakeAirbyte, str]]:
    fake = FakeAirbyte()
    server = AirbyteServerThread(fake)
    yield fake, server.url
    server.close()


def with_airbyte(rig: PrefectRig, name: str, url: str, **more: Any) -> dict[str, Any]:
    rig.secret(name, {"url": url, "auth": "none"})
    return sync(connection_id=CONNECTION, airbyte_server_block=name, **more)


def test_failed_dbt_tests_name_the_run_and_do_not_stop_it(rig: PrefectRig) -> None:
    run = rig.run([dbt("dbt-deps", 1), dbt("dbt-test", 2), dbt("dbt-docs-generate", 3, label="docs")])
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "DBT_TEST_FAILED")
    assert rig.steps(run["id"]) == [
        ("dbtjob-dbt-deps", "COMPLETED", "Completed"),
        ("dbtjob-dbt-test", "COMPLETED", "DBT_TEST_FAILED"),
        ("docs", "COMPLETED", "Completed"),
    ]
    warnings = rig.lines(run["id"], "a warning", at_least=3)
    assert {line["level"] for line in warnings} == {30}
    assert len({line["task_run_id"] for line in warnings}) == 3
    assert None not in {line["task_run_id"] for line in warnings}
    (test_line,) = rig.lines(run["id"], "test in ")
    project, profile = test_line["message"].removeprefix("test in ").split(" mode ")[0].split(" with ")
    assert Path(project).name.startswith("project-")
    assert rig.clients_root / ".dalgo" / "runs" in Path(project).parents
    assert not Path(project).exists()
    assert test_line["message"].endswith("mode 0o600")
    # Neither the worker's folders nor the profile itself is left for a reader of the log or of the disk.
    assert profile == "profiles.yml"
    assert not list(rig.clients_root.rglob("profiles.yml"))
    assert PASSWORD not in rig.all_text(run["id"])


def test_what_dbt_made_of_each_model_is_stored_before_the_run_ends(rig: PrefectRig) -> None:
    run = rig.run([dbt("dbt-deps", 1), dbt("dbt-build", 2, commands=["dbt build"], label="build")])
    assert run["state"]["message"] == (
        'build: dbt build failed: model b (models/b.sql): Database Error: relation "x" does not exist '
        "LINE 3: from x ***** in models/b.sql"
    )
    deps, build = rig.outcomes(run["id"])
    assert (deps["label"], deps["command"], deps["failed"], deps["fault"], deps["results"]) == (
        "dbtjob-dbt-deps",
        "dbt deps",
        False,
        None,
        [],
    )
    assert (build["slug"], build["failed"], build["counts"]) == ("dbt-build", True, {"success": 1, "error": 1})
    fault = {
        "message": 'Database Error: relation "x" does not exist\nLINE 3: from x ***** in models/b.sql',
        "unique_id": "model.acme.b",
        "name": "b",
        "resource_type": "model",
        "file": "models/b.sql",
        "line": 3,
    }
    assert build["fault"] == fault
    failed, built = build["results"]
    assert failed == {**fault, "status": "error", "seconds": 0.5, "rows": None, "failures": None}
    assert (built["unique_id"], built["status"], built["rows"], built["seconds"]) == (
        "model.acme.a",
        "success",
        5,
        0.25,
    )
    steps = rig.events(run["id"], "dalgo.run.outcome", count=2)
    assert len(steps) == 2
    assert PASSWORD not in str(rig.outcomes(run["id"]))
    assert str(rig.clients_root) not in str(rig.outcomes(run["id"]))


def test_a_step_without_results_stores_why_it_failed(rig: PrefectRig) -> None:
    run = rig.run([dbt("dbt-seed", 1), dbt("dbt-test", 2)])
    (seed,) = rig.outcomes(run["id"])
    assert (seed["slug"], seed["failed"], seed["fault"]["message"]) == (
        "dbt-seed",
        True,
        "Database Error: connection refused",
    )
    run = rig.run([git(working_dir="..", seq=1)])
    (pull,) = rig.outcomes(run["id"])
    assert (pull["slug"], pull["command"], pull["failed"]) == ("git-pull", "", True)
    assert pull["fault"]["message"] == run["state"]["message"].partition(": ")[2]


def test_cancelling_leaves_no_process_of_dbt_behind(rig: PrefectRig) -> None:
    run_id = rig.start([dbt("dbt-run-operation", 1), dbt("dbt-run", 2)])
    rig.lines(run_id, "child started")
    runs = str(rig.clients_root / ".dalgo" / "runs")
    assert len(running(runs)) >= 2
    rig.cancel(run_id)
    assert rig.ended(run_id)["state_type"] == "CANCELLED"
    assert eventually(lambda: not running(runs), 5)
    assert rig.steps(run_id) == [("dbtjob-dbt-run-operation", "CANCELLED", "Cancelled")]


def test_a_run_outlives_its_killed_worker_and_ends_as_what_it_is(rig: PrefectRig) -> None:
    with rig.another_worker("killed") as (its_rig, worker):
        run_id = its_rig.start([dbt("dbt-snapshot", 1), dbt("dbt-test", 2)])
        its_rig.lines(run_id, "begun")
        worker.kill()
        worker.wait()
        run = its_rig.ended(run_id)
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "DBT_TEST_FAILED")
    assert its_rig.steps(run_id) == [
        ("dbtjob-dbt-snapshot", "COMPLETED", "Completed"),
        ("dbtjob-dbt-test", "COMPLETED", "DBT_TEST_FAILED"),
    ]
    assert its_rig.lines(run_id, "second 7")


def test_git_clones_and_pulls_into_the_organisations_folder(rig: PrefectRig, tmp_path: Path) -> None:
    bare = tmp_path / "origin.git"
    bare.mkdir()
    run_git(bare, "init", "--bare")
    run_git(tmp_path, "clone", str(bare), "work")
    commit(tmp_path / "work", "one")
    url = f"file://{bare}"
    rig.secret("old-ngo-git-pull-url", url)
    env = {"project_dir": "new-ngo/dbtrepo", "gitrepo_url": url, "secret-git-pull-url-block": ""}
    clone = git("git-clone", working_dir=str(rig.clients_root), env=env)
    pull = git(working_dir="old-ngo/dbtrepo", env={"secret-git-pull-url-block": "old-ngo-git-pull-url"}, seq=2)
    run = rig.run([clone, pull])
    assert rig.steps(run["id"]) == [
        ("shellop-git-clone", "COMPLETED", "Completed"),
        ("shellop-git-pull", "COMPLETED", "Completed"),
    ]
    newest = run_git(tmp_path / "work", "log", "-1", "--format=%h")
    lines = rig.lines(run["id"], "Now at ", at_least=2)
    assert {line["message"] for line in lines} == {f"Now at {newest} one"}
    assert all(line["task_run_id"] for line in lines)


def test_a_project_without_a_repository_runs_with_its_published_files(rig: PrefectRig) -> None:
    rig.secret("files-ngo-dbt-project", pack({"dbt_project.yml": "name: f\nprofile: f\n", "models/a.sql": "select 1"}))
    env = {"secret-project-files-block": "files-ngo-dbt-project", "secret-git-pull-url-block": ""}
    unpack = git(working_dir="files-ngo/dbtrepo", env=env)
    run = rig.run([unpack, dbt("dbt-deps", 2, project_dir="files-ngo/dbtrepo"), git(working_dir=".", env=env, seq=3)])
    assert run["state"]["message"] == (
        "shellop-git-pull-3: working_dir must name a folder of the project's own below the worker's root."
    )
    assert rig.lines(run["id"], "2 files as published: 2 written, 0 removed.")


def test_a_sync_shows_airbytes_lines_and_its_progress(rig: PrefectRig, airbyte: tuple[FakeAirbyte, str]) -> None:
    fake, url = airbyte
    fake.plan = [FakeJob(0, looks=8)]
    fake.logs = [{"logLines": [f"2024-08-14 06:30:11 source > INFO r{n}" for n in range(size)]} for size in (1, 3)]
    run = rig.run([with_airbyte(rig, "airbyte-progress", url)])
    label = f"run-airbyte-connection-flow-v1-{CONNECTION}"
    assert rig.steps(run["id"]) == [(label, "COMPLETED", "Completed")]
    lines = rig.lines(run["id"], "source > INFO", at_least=3)
    assert [line["message"] for line in lines] == [f"source > INFO r{n}" for n in range(3)]
    event = rig.events(run["id"], "dalgo.sync.progress")[0]
    assert event["payload"] == {
        "task_run_id": lines[0]["task_run_id"],
        "label": label,
        "records": 7,
        "bytes": 70,
        "estimated_total": None,
    }


def test_cancelling_a_sync_cancels_its_airbyte_job(rig: PrefectRig, airbyte: tuple[FakeAirbyte, str]) -> None:
    fake, url = airbyte
    fake.plan = [FakeJob(0, looks=-1)]
    run_id = rig.start([with_airbyte(rig, "airbyte-cancel", url)])
    eventually(lambda: fake.count("v1/jobs/get_without_logs"))
    rig.cancel(run_id)
    assert rig.ended(run_id)["state_type"] == "CANCELLED"
    assert [job.status for job in fake.jobs] == ["cancelled"]


def test_failed_syncs_let_the_rest_go_on_when_told_so_and_a_failed_transform_ends_the_run(
    rig: PrefectRig, airbyte: tuple[FakeAirbyte, str]
) -> None:
    fake, url = airbyte
    for_good = [{"failureType": "config_error", "externalMessage": "no such sheet"}]
    passing = [{"failureType": "transient_error", "externalMessage": "rate limited"}]
    fake.plan = [FakeJob(0, end="failed", failures=for_good), FakeJob(0, end="failed", failures=passing), FakeJob(0)]
    first = with_airbyte(rig, "airbyte-continue", url, label="one")
    run = rig.run(
        [
            first,
            {**first, "seq": 1, "label": "two"},
            {**first, "seq": 2, "label": "three", "airbyte_server_block": "nowhere"},
            dbt("dbt-test", 3),
            dbt("dbt-seed", 4),
            dbt("dbt-run", 5),
        ],
        continue_on_sync_failure=True,
    )
    assert [(name, state) for name, state, _ in rig.steps(run["id"])] == [
        ("one", "FAILED"),
        ("two", "COMPLETED"),
        ("three", "FAILED"),
        ("dbtjob-dbt-test", "COMPLETED"),
        ("dbtjob-dbt-seed", "FAILED"),
    ]
    assert run["state_type"] == "FAILED"
    assert run["state"]["message"] == (
        "one: Airbyte job 101 failed (config_error): no such sheet · "
        "three: There is no Secret block 'nowhere' in Prefect. · "
        "dbtjob-dbt-seed: dbt seed failed: Database Error: connection refused"
    )
    assert "Traceback" not in rig.all_text(run["id"])
    # The failure that may pass was tried once more, the other one was not.
    assert fake.count("public/v1/jobs") == 3
    assert rig.lines(run["id"], "Trying once more")


def test_a_dbt_step_gets_a_project_that_its_worker_never_had(rig: PrefectRig) -> None:
    rig.secret("pod-project-files", pack({"dbt_project.yml": "name: pod\nprofile: pod\n"}))
    env = {"dbt-profile-secret-block": "dbt-profile-acme", "secret-project-files-block": "pod-project-files"}
    run = rig.run([dbt("dbt-deps", 1, project_dir="pod-ngo/dbtrepo", env=env)])
    assert rig.steps(run["id"]) == [("dbtjob-dbt-deps", "COMPLETED", "Completed")]
    without = {"dbt-profile-secret-block": "dbt-profile-acme"}
    unknown = rig.run([dbt("dbt-deps", 1, project_dir="other-ngo/dbtrepo", env=without)])
    assert "was its repository pulled?" in unknown["state"]["message"]
