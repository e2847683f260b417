import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.git import Remote
from dalgo_flows.projects import Project, Projects
from dalgo_flows.sandbox import isolation
from dalgo_flows.sandbox.run_environment import RunEnvironment
from tests.recording_log import RecordingLog


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=trunk", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(work: Path, content: str) -> str:
    (work / "dbt_project.yml").write_text(content)
    git(work, "add", "-A")
    git(work, "commit", "-m", content)
    git(work, "push", "-f", "origin", "HEAD")
    return git(work, "rev-parse", "HEAD")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    bare, work = tmp_path / "origin.git", tmp_path / "work"
    bare.mkdir()
    git(bare, "init", "--bare")
    git(tmp_path, "clone", str(bare), "work")
    commit(work, "one")
    return bare


def pull(environment: RunEnvironment, url: str, log: RecordingLog | None = None) -> Path:
    """Pull in a run of its own, as far as the projects of the run before are concerned."""
    log = log or RecordingLog()
    project = Projects(environment).at("acme/dbtrepo", "working_dir")
    project.pull(remote(url) if url else None, log)
    return project.checkout(log)


def remote(url: str) -> Remote:
    return Remote.parse(url, private_hosts=True)


def test_the_first_pull_fetches_and_the_next_one_brings_the_newest_commit(
    origin: Path, tmp_path: Path, environment: RunEnvironment
) -> None:
    log = RecordingLog()
    folder = pull(environment, f"file://{origin}", log)
    assert (folder / "dbt_project.yml").read_text() == "one"
    commit(tmp_path / "work", "two")
    (folder / "dbt_project.yml").write_text("edited by hand")
    assert (pull(environment, f"file://{origin}", log) / "dbt_project.yml").read_text() == "two"
    assert log.texts[-1].endswith("two")


def test_a_second_run_of_the_same_commit_copies_nothing_from_the_remote(
    origin: Path, environment: RunEnvironment
) -> None:
    pull(environment, str(origin))
    (mirror,) = environment.mirrors.glob("*.git")
    before = {file.name for file in mirror.glob("objects/**/*") if file.is_file()}
    folder = pull(environment, str(origin))
    assert {file.name for file in mirror.glob("objects/**/*") if file.is_file()} == before
    assert (folder / "dbt_project.yml").read_text() == "one"


def test_a_rewritten_branch_is_followed(origin: Path, tmp_path: Path, environment: RunEnvironment) -> None:
    pull(environment, str(origin))
    git(tmp_path / "work", "commit", "--amend", "-m", "other past")
    commit(tmp_path / "work", "three")
    assert (pull(environment, str(origin)) / "dbt_project.yml").read_text() == "three"


def test_a_renamed_default_branch_is_followed(origin: Path, tmp_path: Path, environment: RunEnvironment) -> None:
    pull(environment, str(origin))
    git(tmp_path / "work", "checkout", "-b", "renamed")
    commit(tmp_path / "work", "on another branch")
    git(origin, "symbolic-ref", "HEAD", "refs/heads/renamed")
    assert (pull(environment, str(origin)) / "dbt_project.yml").read_text() == "on another branch"


def test_a_project_is_pulled_from_its_last_remote_when_no_url_is_given(
    origin: Path, environment: RunEnvironment
) -> None:
    pull(environment, f"file://{origin}")
    assert (pull(environment, "") / "dbt_project.yml").read_text() == "one"
    with pytest.raises(ConfigError, match="no URL to clone from"):
        Project(environment, "other").pull(None, RecordingLog())


def test_a_fetch_that_was_killed_does_not_stop_the_next_one(
    origin: Path, tmp_path: Path, environment: RunEnvironment
) -> None:
    pull(environment, str(origin))
    (mirror,) = environment.mirrors.glob("*.git")
    (mirror / "refs" / "dalgo" / "head.lock").write_text("")
    commit(tmp_path / "work", "two")
    assert (pull(environment, str(origin)) / "dbt_project.yml").read_text() == "two"


@pytest.mark.skipif(os.geteuid() != 0, reason="changes owners")
def test_a_mirror_follows_when_a_worker_loses_or_gains_a_mechanism(origin: Path, environment: RunEnvironment) -> None:
    pull(environment, str(origin))
    offered = environment.isolation
    for own_user in (False, offered.own_user):
        environment.isolation = replace(offered, own_user=own_user)
        assert (pull(environment, str(origin)) / "dbt_project.yml").read_text() == "one"


def test_a_failure_carries_gits_own_words(tmp_path: Path, environment: RunEnvironment) -> None:
    with pytest.raises(StepFailed, match=r"git fetch failed: .*"):
        pull(environment, f"file://{tmp_path}/none")


def test_a_token_reaches_git_by_askpass_only(environment: RunEnvironment, monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for git: shows its arguments, and what it would learn from askpass.
    fake = environment.mirrors / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(
        '#!/bin/sh\n[ "$1" = init ] && exit\necho "argv $*"\n'
        '"$GIT_ASKPASS" "Username for x" \n"$GIT_ASKPASS" "Password for x"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    monkeypatch.setattr(isolation, "_SYSTEM", (*isolation._SYSTEM, str(fake.parent)))
    log = RecordingLog()
    with pytest.raises(StepFailed, match="was not pulled yet"):
        pull(environment, "https://oauth2:s%2Fcret@127.0.0.1:8443/o/r.git", log)
    assert "-- https://127.0.0.1:8443/o/r.git +HEAD:" in log.texts[0]
    assert log.texts[1:3] == ["*****", "*****"]
    assert not any("cret" in text for text in log.texts)


@pytest.mark.parametrize("url", ["ext::sh -c id", "--upload-pack=id", "ftp://x/y", "http://[bad", "git@host:o/r.git"])
def test_addresses_that_git_would_take_for_something_else_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="repository's URL"):
        Remote.parse(url, private_hosts=True)


def test_a_folder_is_no_remote_in_production(tmp_path: Path) -> None:
    for url in (f"file://{tmp_path}", str(tmp_path)):
        with pytest.raises(ConfigError, match="must begin with https://"):
            Remote.parse(url)


def test_a_project_lies_below_the_root(environment: RunEnvironment) -> None:
    projects = Projects(environment)
    root = environment.settings.clients_root
    assert projects.at("acme/dbtrepo", "working_dir") is projects.at(f"{root}/acme/dbtrepo", "working_dir")
    for outside in ("../x", "/etc", ".", str(root) + "x", "acme/../../x", ".dalgo/mirrors"):
        with pytest.raises(ConfigError, match="working_dir must name a folder of the project's own"):
            projects.at(outside, "working_dir")
