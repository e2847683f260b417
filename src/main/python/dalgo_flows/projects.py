"""The dbt projects of a run: each in a folder of the run's own, from a repository, a package or an old checkout."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from dalgo_flows.errors import ConfigError
from dalgo_flows.git import Mirror, Remote
from dalgo_flows.log import Log
from dalgo_flows.project_files import ProjectFiles
from dalgo_flows.sandbox.run_environment import OWN_FOLDER, RunEnvironment
from dalgo_flows.sandbox.run_folder import copy_tree, remove

_RESULTS = ("partial_parse.msgpack", "manifest.json", "run_results.json", "sources.json", "catalog.json")
"""Files of dbt's target folder that a later run of the same project gets again."""

_SOURCE = "source.json"
_DEPLOYMENTS = "deployments.json"
_MOST_DEPLOYMENTS = 100

_NOT_COPIED = frozenset({".git", "target", "logs", "profiles"})


@dataclass(frozen=True)
class StoredProject:
    """What is known of a project between its runs."""

    name: str
    url: str | None
    deployments: tuple[UUID, ...]
    """Deployments that ran it; none for one that was stored before they were noted."""

    @staticmethod
    def read(folder: Path) -> "StoredProject":
        """Read what a project's folder says; an unreadable one has no deployments and stays."""
        source = _read(folder / _SOURCE)
        url = source.get("url")
        found = []
        for text in _list(_read(folder / _DEPLOYMENTS).get("ids")):
            with contextlib.suppress(ValueError):
                found.append(UUID(str(text)))
        return StoredProject(str(source.get("project", "")), url if isinstance(url, str) else None, tuple(found))


class Projects:
    """The projects of one run, by the folder that the deployment names."""

    def __init__(self, environment: RunEnvironment, deployment: str | None = None) -> None:
        self._deployment = deployment
        self._environment = environment
        self._projects: dict[str, Project] = {}

    def at(self, folder: str, field: str) -> "Project":
        """The project of a folder, which lies below the worker's root."""
        name = self._name(folder, field)
        if name not in self._projects:
            self._projects[name] = Project(self._environment, name, self._deployment)
        return self._projects[name]

    def _name(self, folder: str, field: str) -> str:
        root = self._environment.settings.clients_root
        if root is None:
            raise ConfigError("The worker's DALGO_CLIENTS_ROOT is not set, so it has no folder for checkouts.")
        root = root.resolve()
        # Not resolved: a link in the root names nothing but itself.
        path = Path(os.path.normpath(root / folder))
        if root not in path.parents or OWN_FOLDER in path.relative_to(root).parts:
            raise ConfigError(f"{field} must name a folder of the project's own below the worker's root.")
        return str(path.relative_to(root))


class Project:
    """One project during one run.

    What dbt made (packages, parsed state, results) is stored after each command. The next run of the same project
    gets it back, in its own sandbox only.
    """

    def __init__(self, environment: RunEnvironment, name: str, deployment: str | None = None) -> None:
        self._deployment = deployment
        self._environment = environment
        self._name = name
        self._store = environment.projects / hashlib.sha256(name.encode()).hexdigest()[:40]
        self._checkout: Path | None = None

    def pull(self, remote: Remote | None, log: Log) -> None:
        """Get the files of the newest commit of the remote, or of the one that was pulled last."""
        url = remote.url if remote else self._source().get("url")
        if not isinstance(url, str):
            raise ConfigError(
                "There is no URL to clone from: neither env.gitrepo_url nor a Secret block, and no earlier run had one."
            )
        # The stored address has no credentials, which come with the remote.
        remote = remote or Remote(url)
        mirror = Mirror(self._environment, self._name, url, log)
        mirror.fetch(remote)
        target = self._fresh()
        commit = mirror.check_out(target)
        self._remember({"url": url, "commit": commit})
        self._put(target)

    def unpack(self, packed: str, log: Log) -> None:
        """Get the files of a package."""
        target = self._fresh()
        ProjectFiles(target, packed, log).update()
        self._store.mkdir(mode=0o700, exist_ok=True)
        _write(self._store / "files", packed)
        self._remember({"files": True})
        self._environment.run.hand_over(target)
        self._put(target)

    def is_known(self) -> bool:
        """Whether a step of this run or an earlier run on this worker brought the project's files."""
        return self._checkout is not None or bool(self._source()) or self._old_folder() is not None

    def checkout(self, log: Log) -> Path:
        """The project's folder in this run; without an earlier step, its files are those that the last run had."""
        if self._checkout is None:
            source = self._source()
            target = self._fresh()
            url = source.get("url")
            if isinstance(url, str):
                Mirror(self._environment, self._name, url, log).check_out(target)
            elif source.get("files"):
                ProjectFiles(target, (self._store / "files").read_text(encoding="ascii"), log).update()
            else:
                self._copy_old(target)
            self._environment.run.hand_over(target)
            self._put(target)
        assert self._checkout is not None  # noqa: S101
        return self._checkout

    def restore(self, packages: str) -> None:
        """Give a command what earlier ones made, unless this run has it already."""
        stored = self._store / "made"
        if self._checkout is None or not stored.is_dir():
            return
        for name, target in (("target", "target"), ("packages", packages)):
            destination = _without_links(self._checkout, target)
            if destination is not None and (stored / name).is_dir() and not destination.exists():
                copy_tree(stored / name, destination, self._environment.settings.limits.disk)
                self._environment.run.hand_over(destination)

    def store(self, packages: str) -> None:
        """Store what a command made; nothing of a tenant runs any more while this reads it."""
        if self._checkout is None:
            return
        self._store.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="made-", dir=self._store))
        most = self._environment.settings.limits.disk
        target = _without_links(self._checkout, "target")
        if target is not None and target.is_dir():
            (made / "target").mkdir(mode=0o700)
            for name in _RESULTS:
                file = target / name
                if file.is_file() and not file.is_symlink() and file.stat().st_size <= most:
                    shutil.copyfile(file, made / "target" / name, follow_symlinks=False)
        installed = _without_links(self._checkout, packages)
        if installed is not None and installed.is_dir():
            copy_tree(installed, made / "packages", most)
        self._replace(made)

    def _replace(self, made: Path) -> None:
        place = self._store / "made"
        old = Path(tempfile.mkdtemp(prefix="old-", dir=self._store))
        if place.exists():
            place.rename(old / "made")
        try:
            made.rename(place)
        except OSError:
            # Another run of this project was faster.
            remove(made)
        remove(old)

    def _fresh(self) -> Path:
        return self._environment.run.fresh("project")

    def _put(self, target: Path) -> None:
        self._note_deployment()
        before, self._checkout = self._checkout, target
        if before is not None:
            remove(before)

    def _copy_old(self, target: Path) -> None:
        old = self._old_folder()
        if old is None:
            raise ConfigError("The project has no dbt_project.yml; was its repository pulled?")
        copy_tree(old, target, self._environment.settings.limits.disk, skip=_NOT_COPIED)

    def _old_folder(self) -> Path | None:
        root = self._environment.settings.clients_root
        old = (root.resolve() if root else Path()) / self._name
        return old if old.is_dir() and old.resolve() == old else None

    def _source(self) -> dict[str, object]:
        return _read(self._store / _SOURCE)

    def _remember(self, source: dict[str, object]) -> None:
        self._store.mkdir(mode=0o700, exist_ok=True)
        _write(self._store / _SOURCE, json.dumps(source | {"project": self._name}))

    def _note_deployment(self) -> None:
        """Note which deployments run the project: when all of them are gone, so is its owner."""
        if self._deployment is None or not self._store.is_dir():
            return
        known = [text for text in _list(_read(self._store / _DEPLOYMENTS).get("ids")) if text != self._deployment]
        _write(self._store / _DEPLOYMENTS, json.dumps({"ids": [*known, self._deployment][-_MOST_DEPLOYMENTS:]}))


def _read(file: Path) -> dict[str, object]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _without_links(checkout: Path, name: str) -> Path | None:
    """A path in a checkout; None when a link on the way, which a tenant's program can make, leads elsewhere."""
    path = Path(os.path.normpath(checkout.resolve() / name))
    return path if path.resolve() == path and checkout.resolve() in path.parents else None


def _write(file: Path, content: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(content)
    Path(name).replace(file)
