import contextlib
import os
import time
from pathlib import Path

import pytest

from dalgo_flows.dbt.project_check import check_project
from dalgo_flows.errors import ConfigError, StepFailed

PATH_KEYS = (
    "model-paths",
    "source-paths",
    "macro-paths",
    "seed-paths",
    "data-paths",
    "snapshot-paths",
    "test-paths",
    "analysis-paths",
    "docs-paths",
    "asset-paths",
    "function-paths",
    "clean-targets",
)
FOLDER_KEYS = ("packages-install-path", "modules-path", "target-path", "log-path")


def project(folder: Path, **files: str) -> Path:
    for name, content in {"dbt_project.yml": "name: ngo\nprofile: ngo\n", **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return folder


def refused(folder: Path, *, private_hosts: bool = False) -> str:
    with pytest.raises(ConfigError) as refusal:
        check_project(folder, private_hosts=private_hosts)
    return str(refusal.value)


def test_a_project_that_stays_in_its_folder_is_accepted(tmp_path: Path) -> None:
    content = "name: n\nmodel-paths: [models, ./more, a/../b]\nasset-paths: []\npackages-install-path: lib/packages\n"
    folder = project(tmp_path, **{"dbt_project.yml": content, "seeds/a.csv": "id\n1\n"})
    (folder / "seeds" / "b.csv").symlink_to("a.csv")
    assert check_project(folder, private_hosts=False) == "lib/packages"
    (folder / "dbt_project.yml").write_text("name: n\n")
    assert check_project(folder, private_hosts=False) == "dbt_packages"


@pytest.mark.parametrize("path", ["/etc", "../other", "models/../../other", "~/x", "a\\b", "{{ target.name }}"])
@pytest.mark.parametrize("key", PATH_KEYS)
def test_lists_of_paths_stay_in_the_project(key: str, path: str, tmp_path: Path) -> None:
    folder = project(tmp_path, **{"dbt_project.yml": f"name: n\n{key}: [models, '{path}']\n"})
    assert refused(folder).startswith(f"dbt_project.yml, {key}: {path!r} ")


@pytest.mark.parametrize("path", ["/usr/lib/python3/site-packages", "../other/target", "{{ var('x') }}"])
@pytest.mark.parametrize("key", FOLDER_KEYS)
def test_folders_stay_in_the_project(key: str, path: str, tmp_path: Path) -> None:
    folder = project(tmp_path, **{"dbt_project.yml": f'name: n\n{key}: "{path}"\nflags: {{}}\n'})
    assert refused(folder).startswith(f"dbt_project.yml, {key}: {path!r} ")


def test_flags_and_packages_of_packages_count_as_well(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"dbt_project.yml": "name: n\nflags:\n  log_path: /tmp\n"})
    assert refused(folder) == "dbt_project.yml, flags.log_path: '/tmp' is not a path within the project."
    folder = project(tmp_path, **{"dbt_packages/evil/dbt_project.yml": "name: e\nseed-paths: [../../../x]\n"})
    assert refused(folder).startswith("dbt_packages/evil/dbt_project.yml, seed-paths: ")


def test_local_packages_are_followed_and_examples_of_packages_are_not(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        **{
            "packages.yml": "packages:\n- local: shared\n",
            "shared/dbt_project.yml": "name: shared\n",
            "dbt_packages/utils/dbt_project.yml": "name: utils\n",
            "dbt_packages/utils/integration_tests/dbt_project.yml": "target-path: \"{{ env_var('T') }}\"\n",
            "dbt_packages/utils/integration_tests/packages.yml": "packages: [",
        },
    )
    assert check_project(folder, private_hosts=False) == "dbt_packages"
    (folder / "shared" / "dbt_project.yml").write_text("name: shared\nmacro-paths: [../../x]\n")
    assert refused(folder).startswith("shared/dbt_project.yml, macro-paths: ")


def test_links_out_of_the_project_are_named(tmp_path: Path) -> None:
    outside = tmp_path / "other"
    outside.mkdir()
    (outside / "secret.csv").write_text("x")
    for number, (name, target) in enumerate(
        {
            "seeds/passwd.csv": "/etc/passwd",
            "seeds/other.csv": str(outside / "secret.csv"),
            "seeds/environ.csv": "/proc/self/environ",
            "dbt_packages": str(outside),
            "models": "../other",
        }.items()
    ):
        folder = project(tmp_path / str(number))
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(target)
        if not (folder / name).resolve().is_relative_to(folder):
            assert refused(folder).startswith(f"The link {name} leads out of the project")
    chain = project(tmp_path / "chain")
    (chain / "deep" / "er").mkdir(parents=True)
    (chain / "up").symlink_to("deep/er")
    (chain / "out").symlink_to("up/../../../other/secret.csv")
    assert refused(chain).startswith("The link out leads out of the project")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("local: /etc", "packages.yml, local: '/etc' is not a path within the project."),
        ("local: ../other", "packages.yml, local: '../other' leads out of the project."),
        ("local: \"{{ env_var('X') }}\"", "packages.yml, local: \"{{ env_var('X') }}\" is a template"),
        ("git: file:///srv/other.git", "packages.yml, git: 'file:///srv/other.git' is not an address that begins with"),
        ("git: ext::sh -c id", "packages.yml, git: 'ext::sh -c id' is not an address"),
        ("git: /srv/other.git", "packages.yml, git: '/srv/other.git' is not an address"),
        ("git: git@host:o/r.git", "packages.yml, git: 'git@host:o/r.git' is not an address"),
        ("git: \"https://{{ env_var('T') }}@h/r.git\"", "packages.yml, git: the address of a package must be written"),
        ("tarball: http://127.0.0.1:4200/api", "packages.yml, tarball: the package is on host '127.0.0.1', whose"),
        ("git: http://169.254.169.254/x", "packages.yml, git: the package is on host '169.254.169.254', whose"),
        ("tarball: http://[::1]/x", "packages.yml, tarball: the package is on host '::1', whose"),
        ("tarball: http://0x7f.1/x", "packages.yml, tarball: the package is on host '0x7f.1', whose"),
    ],
)
def test_packages_come_from_public_hosts_or_from_the_project(entry: str, says: str, tmp_path: Path) -> None:
    folder = project(tmp_path, **{"packages.yml": f"packages:\n- {entry}\n"})
    assert refused(folder).startswith(says)


def test_private_hosts_of_packages_are_a_setting(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"dependencies.yml": "packages:\n- tarball: http://127.0.0.1:1/x\n  name: x\n"})
    assert "whose address is not one of the public internet" in refused(folder)
    assert check_project(folder, private_hosts=True) == "dbt_packages"


def test_what_cannot_be_read_is_refused_in_bounded_time(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"a{n + 1}: &b{n + 1} [*{'a' if n == 0 else f'b{n}'}, x]\n" for n in range(9))
    begin = time.monotonic()
    for content, says in (
        ("name: [", "cannot be read as YAML"),
        ("[" * 100_000, "cannot be read as YAML"),
        ("x" * (5 << 20), "larger than 4 MiB"),
        (bomb + "seed-paths: [/etc]\n", "seed-paths"),
    ):
        assert says in refused(project(tmp_path, **{"dbt_project.yml": content}))
    assert time.monotonic() - begin < 10


def test_a_pipe_in_the_place_of_a_file_does_not_hold_the_worker(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "dbt_project.yml").unlink()
    os.mkfifo(folder / "dbt_project.yml")
    assert refused(folder) == "The project's dbt_project.yml is no file."


def test_the_projects_own_file_is_not_read_through_a_link(tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    (tmp_path / "other.yml").write_text("name: other\nprofile: other\n")
    (folder / "dbt_project.yml").unlink()
    (folder / "dbt_project.yml").symlink_to(tmp_path / "other.yml")
    assert refused(folder).startswith("The link dbt_project.yml leads out of the project")


def test_a_host_without_an_address_is_left_to_dbt(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"packages.yml": "packages:\n- git: https://no-such-host.invalid/r.git\n"})
    assert check_project(folder, private_hosts=False) == "dbt_packages"


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dalgo_flows.dbt.project_check._MOST_ENTRIES", 3)
    folder = project(tmp_path, **{f"models/{n}.sql": "" for n in range(4)})
    with pytest.raises(StepFailed, match="more than 3 files"):
        check_project(folder, private_hosts=False)


@pytest.mark.parametrize(
    "bomb",
    [
        "a0: &a0 {x: 1}\n"
        + "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n  k{n}: 1\n" for n in range(1, 10)),
        "a0: &a0 [x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
        + "model-paths: [*a8]\n",
    ],
)
def test_anchors_do_not_make_a_small_file_large(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: x\nprofile: p\n" + bomb)
    started = time.process_time()
    # Newer parsers merge an anchor once: then the project is only checked, quickly.
    with contextlib.suppress(ConfigError):
        check_project(tmp_path, private_hosts=True)
    assert time.process_time() - started < 5
