"""The folders, the users and the sandboxes of one run."""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dalgo_flows.errors import ConfigError
from dalgo_flows.sandbox.isolation import Isolation, probe, readable_paths
from dalgo_flows.sandbox.network import base_addresses
from dalgo_flows.sandbox.run_folder import RunFolder, own, run_folder
from dalgo_flows.sandbox.spec import SandboxSpec
from dalgo_flows.settings import WorkerSettings

OWN_FOLDER = ".dalgo"
"""Of the worker, beside the folders of the organisations."""


class RunEnvironment:
    """What the steps of one run share."""

    def __init__(self, settings: WorkerSettings, isolation: Isolation, base: Path, run: RunFolder) -> None:
        self.settings = settings
        self.isolation = isolation
        self.run = run
        self.mirrors = base / "mirrors"
        self.projects = base / "projects"

    def give_to_git(self, folder: Path) -> None:
        """Make git's user the owner of a folder of this run or of a mirror."""
        if os.geteuid() != 0:
            return
        # A mirror of a worker that offered other mechanisms may be another user's.
        user = self.settings.sandbox_users[0] if self.isolation.own_user else 0
        if folder.stat().st_uid != user:
            own(folder, user)

    def git_sandbox(self, *, read: Sequence[str], write: Sequence[str], fetches: bool) -> SandboxSpec:
        """For git, which runs no code of a tenant but reads what a tenant wrote."""
        addresses = base_addresses(
            private=fetches and self.settings.private_hosts, environ=os.environ, with_proxies=fetches
        )
        return self.isolation.apply_to(
            SandboxSpec(
                read=(*readable_paths(), *read),
                write=tuple(write),
                user=self.settings.sandbox_users[0],
                addresses=addresses,
                limits=self.settings.limits,
            )
        )

    def dbt_sandbox(
        self, *, write: Sequence[Path], home: Path, warehouse: Iterable[tuple[str, int]], with_proxies: bool
    ) -> SandboxSpec:
        """For dbt, which runs what a tenant wrote; ``home`` is removed when the step or the flow's process ends."""
        addresses = base_addresses(private=self.settings.private_hosts, environ=os.environ, with_proxies=with_proxies)
        return self.isolation.apply_to(
            SandboxSpec(
                read=readable_paths([self.settings.dbt]),
                write=(*map(str, write), str(home)),
                user=self.run.user,
                owns_user=True,
                addresses=replace(addresses, endpoints=(*addresses.endpoints, *warehouse)),
                limits=self.settings.limits,
                remove=(str(home),),
            )
        )


@contextmanager
def run_environment(settings: WorkerSettings, organisation: str) -> Iterator[RunEnvironment]:
    """Open what a run needs, once the machine is known to keep its organisation apart from the others."""
    if settings.clients_root is None:
        raise ConfigError("The worker's DALGO_CLIENTS_ROOT is not set, so it has no folder for checkouts.")
    base = settings.clients_root.resolve() / OWN_FOLDER
    # Entered by the users of runs, listed by the worker only.
    for name, mode in (("", 0o711), ("runs", 0o711), ("mirrors", 0o711), ("projects", 0o700)):
        folder = base / name
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            folder.chmod(mode)
    isolation = probe(base / "runs", settings.sandbox_users[0])
    logging.getLogger(__name__).info("Isolation of this worker: %s.", isolation.describe())
    if settings.isolation_always and not isolation.separates_organisations:
        raise ConfigError(
            "This worker can isolate no step (neither an own user nor namespaces nor Landlock), and"
            " DALGO_ISOLATION=always forbids to run one. The kernel must offer Landlock (5.13), and the container's"
            " seccomp profile must allow it."
        )
    if settings.isolation_required and not isolation.separates_organisations:
        _require_one_organisation(base / "organisation", organisation)
    users = settings.sandbox_users[1:] if isolation.own_user else None
    with run_folder(base / "runs", users) as run:
        yield RunEnvironment(settings, isolation, base, run)


def _require_one_organisation(file: Path, organisation: str) -> None:
    """Let the first organisation have a worker that cannot isolate; refuse all others."""
    with contextlib.suppress(FileExistsError), file.open("x", encoding="utf-8") as first:
        first.write(organisation)
    if file.read_text(encoding="utf-8") != organisation:
        raise ConfigError(
            "This worker can isolate no step (neither an own user nor namespaces nor Landlock) and already serves"
            " another organisation. Install bubblewrap, run the worker as root or on a kernel with Landlock, or set"
            " DALGO_ISOLATION=optional for a development machine."
        )
