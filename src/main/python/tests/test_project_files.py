import base64
import gzip
import io
import tarfile
from pathlib import Path

import pytest

from dalgo_flows import project_files
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.project_files import ProjectFiles
from tests.recording_log import RecordingLog


def pack(files: dict[str, str], *more: tarfile.TarInfo) -> str:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            tar.addfile(member, io.BytesIO(content.encode()))
        for member in more:
            tar.addfile(member)
    return base64.b64encode(buffer.getvalue()).decode()


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def content(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_folder_becomes_what_is_published_and_keeps_what_dbt_made(tmp_path: Path) -> None:
    folder, log = tmp_path / "acme" / "dbtrepo", RecordingLog()
    ProjectFiles(
        folder, pack({"dbt_project.yml": "one", "models/deep/a.sql": "a", ".gitignore": "target/"}), log
    ).update()
    for name in ("target/manifest.json", "dbt_packages/x/y.sql", "profiles/profiles.yml", "stray/file", ".git/config"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("kept")
    unchanged = (folder / "dbt_project.yml").stat().st_ino
    ProjectFiles(folder, pack({"dbt_project.yml": "one", "models/b.sql": "é"}), log).update()
    assert content(folder) == {
        "dbt_packages/x/y.sql": "kept",
        "dbt_project.yml": "one",
        "models/b.sql": "é",
        "profiles/profiles.yml": "kept",
        "target/manifest.json": "kept",
    }
    assert (folder / "dbt_project.yml").stat().st_ino == unchanged
    assert not (folder / "models" / "deep").exists()
    assert log.texts[-1] == "2 files as published: 1 written, 4 removed."


def test_a_file_takes_the_place_of_a_folder_and_the_other_way_round(tmp_path: Path) -> None:
    ProjectFiles(tmp_path, pack({"a/b": "1", "c": "2"}), RecordingLog()).update()
    ProjectFiles(tmp_path, pack({"a": "3", "c/d": "4"}), RecordingLog()).update()
    assert content(tmp_path) == {"a": "3", "c/d": "4"}


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    folder, outside = tmp_path / "project", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "a.sql").write_text("theirs")
    (folder / "models").symlink_to(outside)
    (folder / "b.sql").symlink_to(outside / "a.sql")
    ProjectFiles(folder, pack({"models/a.sql": "ours", "b.sql": "ours"}), RecordingLog()).update()
    assert content(outside) == {"a.sql": "theirs"}
    assert content(folder) == {"b.sql": "ours", "models/a.sql": "ours"}


@pytest.mark.parametrize(
    "packed",
    [
        pack({"/etc/passwd": "x"}),
        pack({"../x": "x"}),
        pack({"a/../../x": "x"}),
        pack({"./a": "x"}),
        pack({"a\nb": "x"}),
        pack({"target/x": "x"}),
        pack({"profiles/profiles.yml": "x"}),
        pack({".git/hooks/post-checkout": "x"}),
        pack({"ok.sql": "x"}, link("models", "/etc")),
        pack({"ok.sql": "x"}, link("hard", "ok.sql", tarfile.LNKTYPE)),
        pack({"ok.sql": "x"}, link("pipe", "", tarfile.FIFOTYPE)),
        pack({"a": "x", "a/b": "x"}),
        base64.b64encode(gzip.compress(b"no archive at all" * 100)).decode(),
        pack({"ok.sql": "x" * 1000})[:64],
        base64.b64encode(b"not packed").decode(),
        "not base64!",
    ],
)
def test_what_is_no_package_of_a_projects_files_changes_nothing(packed: str, tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("before")
    with pytest.raises(ConfigError, match="project's files"):
        ProjectFiles(tmp_path, packed, RecordingLog()).update()
    assert content(tmp_path) == {"dbt_project.yml": "before"}


def test_a_package_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_files, "_MOST_BYTES", 1 << 20)
    with pytest.raises(StepFailed, match="larger than 1 MiB"):
        ProjectFiles(tmp_path, pack({"a": "0" * (2 << 20)}), RecordingLog()).update()
