"""What a project may not ask of dbt: files out of the project, and packages from places that a tenant may not reach."""

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.sandbox.network import require_public

_LARGEST = 4 << 20
_MOST_ENTRIES = 500_000
_PATH_KEY = re.compile(r".*[-_](?:paths?|dirs?|targets)")
_MODULES_OF_OLD_PROJECTS = "modules-path"
_PACKAGE_FILES = ("packages.yml", "dependencies.yml", "package-lock.yml")


def check_project(folder: Path, *, private_hosts: bool) -> str:
    """Refuse what leaves the project, in its own files and in its packages; answers where packages are installed."""
    project = _mapping(folder, folder / "dbt_project.yml")
    install_path = _install_path(project)
    for name in _links_out(folder):
        raise ConfigError(f"The link {name} leads out of the project; links may lead to files of the project only.")
    # The packages' own files count as the project's: dbt reads both alike.
    for file in sorted(_files_named(folder, {"dbt_project.yml", *_PACKAGE_FILES})):
        content = project if file == folder / "dbt_project.yml" else _mapping(folder, file)
        name = str(file.relative_to(folder))
        if file.name == "dbt_project.yml":
            _check_paths(content, name, file.parent, folder)
        else:
            _check_packages(content, name, file.parent, folder, private_hosts=private_hosts)
    return install_path


def _install_path(project: dict[str, Any]) -> str:
    path = project.get("packages-install-path", project.get(_MODULES_OF_OLD_PROJECTS))
    return posixpath.normpath(path) if isinstance(path, str) and path else "dbt_packages"


def _check_paths(content: dict[str, Any], name: str, base: Path, root: Path) -> None:
    flags = content.get("flags")
    for section, values in (("", content), ("flags.", flags if isinstance(flags, dict) else {})):
        for key, value in values.items():
            if isinstance(key, str) and _PATH_KEY.fullmatch(key):
                for path in value if isinstance(value, list) else [value]:
                    _require_inside(path, f"{name}, {section}{key}", base, root)


def _check_packages(content: dict[str, Any], name: str, base: Path, root: Path, *, private_hosts: bool) -> None:
    packages = content.get("packages")
    for package in packages if isinstance(packages, list) else []:
        if not isinstance(package, dict):
            continue
        if "local" in package:
            _require_inside(package["local"], f"{name}, local", base, root)
        if "subdirectory" in package:
            _require_inside(package["subdirectory"], f"{name}, subdirectory", root, root)
        for key in ("git", "tarball"):
            if key in package:
                _require_reachable(package[key], f"{name}, {key}", private_hosts=private_hosts)


def _require_inside(path: object, where: str, base: Path, root: Path) -> None:
    if path is None:
        return
    if not isinstance(path, str):
        raise ConfigError(f"{where}: {path!r} is not a path.")
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
            # dbt says so in its own words if it needs the package.


def _mapping(root: Path, file: Path) -> dict[str, Any]:
    name = file.relative_to(root)
    try:
        if file.stat().st_size > _LARGEST:
            raise ConfigError(f"The project's {name} is larger than {_LARGEST >> 20} MiB.")
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    except FileNotFoundError:
        raise ConfigError(f"The project has no {name}; was its repository pulled?") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError(f"The project's {name} cannot be read as YAML.") from None
    return content if isinstance(content, dict) else {}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _links_out(folder: Path) -> Iterator[str]:
    root = folder.resolve()
    for entry in _entries(folder):
        if entry.is_symlink():
            target = Path(entry.path).resolve()
            if target != root and root not in target.parents:
                yield str(Path(entry.path).relative_to(folder))


def _files_named(folder: Path, names: set[str]) -> Iterator[Path]:
    for entry in _entries(folder):
        if entry.name in names and entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


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
