"""What a project may not ask of dbt: files out of the project, and packages from places that a tenant may not reach."""

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from dalgo_flows.dbt import bounded_yaml
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.sandbox.network import require_public

_LARGEST = 4 << 20
_MOST_ENTRIES = 500_000
_PATH_KEYS = ("-path", "-paths", "-dir", "-dirs", "-targets")
_MOST_ADDRESSES = 100
_PROJECT_FILE = "dbt_project.yml"
_PACKAGE_FILES = ("packages.yml", "dependencies.yml", "package-lock.yml")


def check_project(folder: Path, *, private_hosts: bool) -> str:
    """Refuse what leaves the project, in its own files and in its packages; answers where packages are installed."""
    # First: no file below is then read through a link.
    for name in _links_out(folder):
        raise ConfigError(f"The link {name} leads out of the project; links may lead to files of the project only.")
    install_path = _install_path(_mapping(folder, folder / _PROJECT_FILE), folder)
    # dbt reads the files of packages like the project's own, so they are bound by the same rules.
    packages = [folder, *_installed(folder / install_path)]
    checked: set[Path] = set()
    addresses = 0
    while packages:
        package = packages.pop()
        if package in checked:
            continue
        checked.add(package)
        if (package / _PROJECT_FILE).is_file():
            _check_paths(_mapping(folder, package / _PROJECT_FILE), package, folder)
        for name in _PACKAGE_FILES:
            if (package / name).is_file():
                for entry in _entries_of(_mapping(folder, package / name)):
                    addresses += "git" in entry or "tarball" in entry
                    where = str((package / name).relative_to(folder))
                    _check_package(entry, where, package, folder, private_hosts=private_hosts)
                    if "local" in entry:
                        packages.append(Path(os.path.normpath(package / str(entry["local"]))))
        if addresses > _MOST_ADDRESSES:
            raise ConfigError(f"The project names more than {_MOST_ADDRESSES} packages by address.")
    return install_path


def _installed(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []


def _install_path(project: dict[str, Any], root: Path) -> str:
    for key in ("packages-install-path", "modules-path"):
        if project.get(key):
            _require_inside(project[key], f"{_PROJECT_FILE}, {key}", root, root)
            return posixpath.normpath(str(project[key]))
    return "dbt_packages"


def _check_paths(content: dict[str, Any], package: Path, root: Path) -> None:
    name = str((package / _PROJECT_FILE).relative_to(root))
    flags = content.get("flags")
    for section, values in (("", content), ("flags.", flags if isinstance(flags, dict) else {})):
        for key, value in values.items():
            if isinstance(key, str) and key.replace("_", "-").endswith(_PATH_KEYS):
                for path in value if isinstance(value, list) else [value]:
                    _require_inside(path, f"{name}, {section}{key}", package, root)


def _entries_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    packages = content.get("packages")
    return [entry for entry in packages if isinstance(entry, dict)] if isinstance(packages, list) else []


def _check_package(entry: dict[str, Any], name: str, package: Path, root: Path, *, private_hosts: bool) -> None:
    if "local" in entry:
        _require_inside(entry["local"], f"{name}, local", package, root)
    if "subdirectory" in entry:
        _require_inside(entry["subdirectory"], f"{name}, subdirectory", root, root)
    for key in ("git", "tarball"):
        if key in entry:
            _require_reachable(entry[key], f"{name}, {key}", private_hosts=private_hosts)


def _require_inside(path: object, where: str, base: Path, root: Path) -> None:
    if path is None:
        return
    if not isinstance(path, str):
        raise ConfigError(f"{where}: the value is not a path.")
    if "{{" in path or "{%" in path or "{#" in path:
        raise ConfigError(f"{where}: {path!r} is a template; paths must be written out.")
    if path.startswith(("/", "~")) or "\\" in path or "\0" in path:
        raise ConfigError(f"{where}: {path!r} is not a path within the project.")
    inside = Path(os.path.normpath(base / path))
    if inside != root and root not in inside.parents:
        raise ConfigError(f"{where}: {path!r} leads out of the project.")


def _require_reachable(url: object, where: str, *, private_hosts: bool) -> None:
    if not isinstance(url, str) or "{{" in url or "{%" in url:
        raise ConfigError(f"{where}: the address of a package must be written out.")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigError(f"{where}: {url!r} is not an address that begins with https:// or http://.")
    if not private_hosts:
        try:
            require_public(host, f"{where}: the package")
        except StepFailed as failure:
            if not failure.transient:
                raise
            # dbt reports it if it needs the package.


def _mapping(root: Path, file: Path) -> dict[str, Any]:
    name = file.relative_to(root)
    try:
        if file.exists() and not file.is_file():
            raise ConfigError(f"The project's {name} is no file.")
        if file.stat().st_size > _LARGEST:
            raise ConfigError(f"The project's {name} is larger than {_LARGEST >> 20} MiB.")
        content = bounded_yaml.load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"The project has no {name}; was its repository pulled?") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError(f"The project's {name} cannot be read as YAML.") from None
    return content if isinstance(content, dict) else {}


def _links_out(folder: Path) -> Iterator[str]:
    root = folder.resolve()
    for entry in _entries(folder):
        if entry.is_symlink():
            target = Path(entry.path).resolve()
            if target != root and root not in target.parents:
                yield str(Path(entry.path).relative_to(folder))


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    left = _MOST_ENTRIES
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                left -= 1
                if left < 0:
                    raise StepFailed(f"The project has more than {_MOST_ENTRIES} files.")
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
