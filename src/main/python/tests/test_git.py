import subprocess
from pathlib import Path

import pytest

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.folders import below_root
from dalgo_flows.git import Checkout, Remote
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


def test_a_missing_checkout_is_cloned_and_the_next_update_brings_the_newest_commit(
    origin: Path, tmp_path: Path
) -> None:
    folder, log = tmp_path / "clients" / "acme", RecordingLog()
    checkout = Checkout(folder, Remote.parse(f"file://{origin}"), log, 1)
    checkout.update()
    assert (folder / "dbt_project.yml").read_text() == "one"
    newest = commit(tmp_path / "work", "two")
    (folder / "dbt_project.yml").write_text("edited by hand")
    checkout.update()
    assert git(folder, "rev-parse", "HEAD") == newest
    assert (folder / "dbt_project.yml").read_text() == "two"
    assert log.texts[-1].endswith("two")


def test_a_rewritten_branch_is_followed(origin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    checkout = Checkout(folder, Remote.parse(str(origin)), RecordingLog(), 1)
    checkout.update()
    git(tmp_path / "work", "commit", "--amend", "-m", "other past")
    newest = commit(tmp_path / "work", "three")
    checkout.update()
    assert git(folder, "rev-parse", "HEAD") == newest


def test_a_checkout_is_updated_from_its_own_remote_when_no_url_is_given(origin: Path, tmp_path: Path) -> None:
    Checkout(tmp_path / "acme", Remote.parse(str(origin)), RecordingLog(), 1).update()
    Checkout(tmp_path / "acme", None, RecordingLog(), 1).update()
    with pytest.raises(ConfigError, match="no URL to clone from"):
        Checkout(tmp_path / "other", None, RecordingLog(), 1).update()


def test_files_that_are_no_checkout_are_not_overwritten(origin: Path, tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "precious").write_text("x")
    with pytest.raises(StepFailed, match="nothing was overwritten"):
        Checkout(tmp_path / "acme", Remote.parse(str(origin)), RecordingLog(), 1).update()


def test_a_failure_carries_gits_own_words(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"git clone failed: .*"):
        Checkout(tmp_path / "acme", Remote.parse(f"file://{tmp_path}/none"), RecordingLog(), 1).update()


def test_a_token_reaches_git_by_askpass_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for git: shows its arguments, and what it would learn from askpass.
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\necho "argv $*"\n"$GIT_ASKPASS" "Username for x" \n"$GIT_ASKPASS" "Password for x"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    log = RecordingLog()
    Checkout(tmp_path / "acme", Remote.parse("https://oauth2:s%2Fcret@git.test:8443/o/r.git"), log, 1).update()
    assert "clone -- https://git.test:8443/o/r.git ." in log.texts[0]
    assert log.texts[1:3] == ["*****", "*****"]
    assert not any("cret" in text for text in log.texts)


@pytest.mark.parametrize("url", ["ext::sh -c id", "--upload-pack=id", "ftp://x/y", "http://[bad"])
def test_addresses_that_git_would_take_for_something_else_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="repository's URL"):
        Remote.parse(url)


def test_a_folder_stays_below_the_root(tmp_path: Path) -> None:
    root = tmp_path / "clients"
    (root / "acme").mkdir(parents=True)
    (root / "link").symlink_to("/etc")
    assert below_root(root, "acme/dbtrepo", "working_dir") == (root / "acme" / "dbtrepo").resolve()
    assert below_root(root, str(root / "acme"), "working_dir") == (root / "acme").resolve()
    for outside in ("../x", "/etc", "link/ssl", str(root) + "x"):
        with pytest.raises(ConfigError, match="working_dir leads out"):
            below_root(root, outside, "working_dir")
    with pytest.raises(ConfigError, match="DALGO_CLIENTS_ROOT"):
        below_root(None, "acme", "working_dir")
