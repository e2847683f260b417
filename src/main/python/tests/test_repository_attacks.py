"""Repositories of an attacker, pulled by git and run by dbt as a worker does it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dalgo_flows.dbt.profile import Warehouse
from dalgo_flows.dbt.project import DbtProject
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.git import Remote
from dalgo_flows.projects import Project
from dalgo_flows.sandbox.run_environment import RunEnvironment, run_environment
from tests.conftest import worker_settings
from tests.recording_log import RecordingLog
from tests.test_git import git

PROJECT = "name: ngo\nversion: 1.0.0\nprofile: ngo\n"
SECRET = "of-the-other-organisation"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    bare, work = tmp_path / "origin.git", tmp_path / "work"
    bare.mkdir()
    git(bare, "init", "--bare")
    git(tmp_path, "clone", str(bare), "work")
    (work / "dbt_project.yml").write_text(PROJECT)
    return work


@pytest.fixture
def production(tmp_path: Path) -> Iterator[RunEnvironment]:
    """A worker that refuses private hosts, as in production."""
    with run_environment(worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path / "clients")}), "acme") as opened:
        yield opened


def pull(environment: RunEnvironment, work: Path, log: RecordingLog | None = None) -> Project:
    git(work, "add", "-A")
    git(work, "commit", "--allow-empty", "-m", "attack")
    git(work, "push", "-f", "origin", "HEAD")
    project = Project(environment, "acme/dbtrepo")
    project.pull(Remote.parse(str(work.parent / "origin.git"), private_hosts=True), log or RecordingLog())
    return project


def dbt(environment: RunEnvironment, project: Project, *commands: str) -> RecordingLog:
    log = RecordingLog()
    creds = {"host": "127.0.0.1", "port": 1, "username": "u", "password": "pass-w0rd", "database": "d"}
    warehouse = Warehouse(wtype="postgres", default_schema="s", creds=creds)
    DbtProject(project, warehouse, environment, log).run(commands)
    return log


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../other/seed.csv", "/proc/self/environ", "/proc/1/environ"])
def test_a_linked_seed_is_refused_by_name(target: str, environment: RunEnvironment, work: Path) -> None:
    (work / "seeds").mkdir()
    (work / "seeds" / "villages.csv").symlink_to(target)
    with pytest.raises(StepFailed, match=r"The link seeds/villages\.csv leads out of the project"):
        pull(environment, work)


def test_a_link_within_the_project_stays_a_link(environment: RunEnvironment, work: Path) -> None:
    (work / "models").mkdir()
    (work / "models" / "a.sql").write_text("select 1 as one")
    (work / "copies").symlink_to("models")
    checkout = pull(environment, work).checkout(RecordingLog())
    assert (checkout / "copies").is_symlink()
    assert (checkout / "copies" / "a.sql").read_text() == "select 1 as one"


def test_links_that_leave_only_together_are_refused_before_dbt(environment: RunEnvironment, work: Path) -> None:
    (work / "a" / "b").mkdir(parents=True)
    (work / "a" / "b" / "root").symlink_to("../..")
    # As text it stays inside; through the other link it does not.
    (work / "out").symlink_to("a/b/root/..")
    project = pull(environment, work)
    with pytest.raises(ConfigError, match="The link out leads out of the project"):
        dbt(environment, project, "dbt parse")


def test_filters_hooks_and_submodules_of_a_repository_do_nothing(
    environment: RunEnvironment, work: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init")
    (other / "secret").write_text(SECRET)
    git(other, "add", "-A")
    git(other, "commit", "-m", "theirs")
    marker = tmp_path / "ran"
    git(work, "-c", "protocol.file.allow=always", "submodule", "add", str(other), "stolen")
    (work / ".gitattributes").write_text("*.sql filter=evil\n*.csv filter=lfs diff=lfs merge=lfs\n")
    (work / "evil.sql").write_text("select 1")
    (work / "pointer.csv").write_text("version https://git-lfs.github.com/spec/v1\n")
    (work / ".gitconfig").write_text(f'[filter "evil"]\n smudge = touch {marker}\n[core]\n hooksPath = hooks\n')
    (work / "hooks").mkdir()
    (work / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {marker}\n")
    (work / "hooks" / "post-checkout").chmod(0o755)
    checkout = pull(environment, work).checkout(RecordingLog())
    assert (checkout / "evil.sql").read_text() == "select 1"
    assert not (checkout / "stolen" / "secret").exists()
    assert not (checkout / ".git").exists()
    assert not marker.exists()


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ("packages-install-path: {site}", "packages-install-path"),
        ("target-path: ../../other/models", "target-path"),
        ("log-path: /var/log", "log-path"),
        ("macro-paths: [../../other]", "macro-paths"),
        ("snapshot-paths: [/etc]", "snapshot-paths"),
        ("docs-paths: [/etc]", "docs-paths"),
        ("asset-paths: [/root]", "asset-paths"),
        ("clean-targets: [../../..]", "clean-targets"),
    ],
)
def test_paths_out_of_the_project_are_refused_before_dbt(
    setting: str, key: str, environment: RunEnvironment, work: Path
) -> None:
    site = Path(pytest.__file__).parent.parent
    (work / "dbt_project.yml").write_text(PROJECT + setting.format(site=site) + "\n")
    project = pull(environment, work)
    with pytest.raises(ConfigError, match=rf"dbt_project\.yml, {key}: "):
        dbt(environment, project, "dbt deps", "dbt parse")


def test_dbt_parses_in_a_folder_of_the_run_and_sees_an_allow_list(
    environment: RunEnvironment, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", SECRET)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{SECRET}@127.0.0.1:1")
    (work / "models").mkdir()
    (work / "models" / "a.sql").write_text(
        "{{ log(env_var('PREFECT_API_KEY', 'no key') ~ env_var('HTTPS_PROXY', ' no proxy'), info=True) }}select 1 as x"
    )
    log = dbt(environment, pull(environment, work), "dbt parse", "dbt list")
    assert any("no key no proxy" in text for text in log.texts)
    assert any("ngo.a" in text for text in log.texts)
    assert SECRET not in "\n".join(log.texts)


def test_the_password_is_refused_to_models(environment: RunEnvironment, work: Path) -> None:
    (work / "models").mkdir()
    (work / "models" / "a.sql").write_text("select '{{ env_var('DBT_ENV_SECRET_DALGO_WAREHOUSE_PASSWORD') }}' as p")
    with pytest.raises(StepFailed, match="Secret env vars are allowed only in"):
        dbt(environment, pull(environment, work), "dbt parse")


def test_what_dbt_made_comes_back_to_the_same_project_only(environment: RunEnvironment, work: Path) -> None:
    (work / "models").mkdir()
    (work / "models" / "a.sql").write_text("select 1 as one")
    first, second = (dbt(environment, pull(environment, work), "dbt parse") for _ in range(2))
    full_parse = ["Unable to do partial parsing" in " ".join(log.texts) for log in (first, second)]
    assert full_parse == [True, False]
    stored = [file.name for file in environment.projects.rglob("*.msgpack")]
    assert stored == ["partial_parse.msgpack"]


def test_a_link_that_dbt_leaves_behind_is_not_followed_by_the_worker(
    environment: RunEnvironment, work: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "manifest.json").write_text(SECRET)
    project = pull(environment, work)
    checkout = project.checkout(RecordingLog())
    (checkout / "target").symlink_to(tmp_path / "secret")
    (checkout / "lib").symlink_to(tmp_path)
    project.store("lib/secret")
    assert not list(environment.projects.rglob("manifest.json"))


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    requests.append(connection.recv(1000))

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], requests
        server.shutdown(socket.SHUT_RDWR)


def test_a_package_on_a_private_host_is_never_asked_for(production: RunEnvironment, work: Path) -> None:
    with listener() as (port, requests):
        (work / "packages.yml").write_text(f"packages:\n- tarball: http://127.0.0.1:{port}/p.tar.gz\n  name: p\n")
        # A remote that is a folder is for development; the files are those of an old checkout here.
        old = production.projects.parent.parent / "acme" / "dbtrepo"
        old.mkdir(parents=True)
        for name in ("dbt_project.yml", "packages.yml"):
            (old / name).write_text((work / name).read_text())
        with pytest.raises(ConfigError, match=r"packages\.yml, tarball: the package is on host '127\.0\.0\.1'"):
            dbt(production, Project(production, "acme/dbtrepo"), "dbt deps")
        assert requests == []


def test_a_package_whose_address_turns_private_is_not_reached(
    production: RunEnvironment, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not production.isolation.addresses:
        pytest.skip("this machine has no address filter")
    # As by a name server that answers differently the second time.
    monkeypatch.setattr("dalgo_flows.dbt.project_check.require_public", lambda *_: None)
    with listener() as (port, requests):
        old = production.projects.parent.parent / "acme" / "dbtrepo"
        old.mkdir(parents=True)
        (old / "dbt_project.yml").write_text((work / "dbt_project.yml").read_text())
        (old / "packages.yml").write_text(f"packages:\n- git: http://127.0.0.1:{port}/p.git\n  revision: v1\n")
        with pytest.raises(StepFailed, match="dbt deps failed"):
            dbt(production, Project(production, "acme/dbtrepo"), "dbt deps")
        assert requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "localhost"])
def test_a_repository_on_a_private_host_is_refused(host: str, production: RunEnvironment) -> None:
    with pytest.raises(ConfigError, match="whose address is not one of the public internet"):
        Project(production, "acme/dbtrepo").pull(Remote.parse(f"https://{host}/o/r.git"), RecordingLog())
