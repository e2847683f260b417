"""Removes what a worker stored for projects that no deployment runs any more, those of removed organisations too."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

from dalgo_flows.git import mirror_name
from dalgo_flows.log import Log
from dalgo_flows.projects import StoredProject
from dalgo_flows.sandbox.run_environment import RunEnvironment
from dalgo_flows.sandbox.run_folder import remove

_EVERY_SECONDS = 24 * 3600.0
_UNUSED_SECONDS = 24 * 3600.0
"""A younger mirror may belong to a run whose project is not stored yet."""


def exists_in_prefect(deployment: UUID) -> bool:
    """Whether Prefect still has the deployment; any other failure than its absence is raised."""
    with get_client(sync_client=True) as client:
        try:
            client.read_deployment(deployment)
        except ObjectNotFound:
            return False
        return True


def remove_leftovers(
    environment: RunEnvironment, log: Log, exists: Callable[[UUID], bool] = exists_in_prefect, *, at_once: bool = False
) -> None:
    """Remove stored projects whose deployments are all gone, and mirrors of no stored project; once a day."""
    stamp = environment.projects / "leftovers"
    if not at_once and not _due(stamp):
        return
    kept: set[str] = set()
    try:
        for folder in environment.projects.iterdir():
            if not folder.is_dir():
                continue
            project = StoredProject.read(folder)
            if project.deployments and not any(map(exists, project.deployments)):
                log.info("Removing the stored files of a project that no deployment runs any more.")
                remove(folder)
            elif project.url is not None:
                kept.add(mirror_name(project.name, project.url))
        _remove_mirrors(environment.mirrors, kept)
    except Exception as failure:  # noqa: BLE001
        # A run does not fail for it; the next day's does it.
        log.warning("Stored files of removed projects could not be looked for: %s", type(failure).__name__)


def _due(stamp: Path) -> bool:
    """Whether the last look was a day ago; takes the turn."""
    with contextlib.suppress(FileNotFoundError):
        if time.time() - stamp.stat().st_mtime < _EVERY_SECONDS:
            return False
    stamp.touch(mode=0o600)
    return True


def _remove_mirrors(mirrors: Path, kept: set[str]) -> None:
    for mirror in mirrors.glob("*.git"):
        if mirror.stem in kept or time.time() - mirror.stat().st_mtime < _UNUSED_SECONDS:
            continue
        lock = mirror.with_suffix(".lock")
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(mirror)
            lock.unlink(missing_ok=True)
        except BlockingIOError:
            # A run uses it.
            pass
        finally:
            os.close(descriptor)
