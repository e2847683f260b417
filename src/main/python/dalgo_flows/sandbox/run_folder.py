"""The folder and the user of one run; both are free again when the run's process ends, however it ends."""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dalgo_flows.errors import StepFailed
from dalgo_flows.sandbox.supervisor import kill_user

_MOST_ENTRIES = 500_000
_USER_LOCKS = Path("/run/dalgo-flows/users")
"""User ids are the machine's, so the locks on them are too: two workers may have different roots."""


class RunFolder:
    """A folder that belongs to the worker; folders within it are handed to the run's user."""

    def __init__(self, path: Path, user: int | None) -> None:
        self.path = path
        self.user = user

    def fresh(self, prefix: str) -> Path:
        """A new folder that only the run's user can enter."""
        folder = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=self.path))
        self.hand_over(folder)
        return folder

    def hand_over(self, path: Path) -> None:
        """Make the run's user the owner of a file or a folder with all that is in it."""
        if self.user is not None:
            own(path, self.user)


@contextmanager
def run_folder(parent: Path, own_users: range | None) -> Iterator[RunFolder]:
    """A folder for one run, after the removal of those whose process was killed."""
    remove_abandoned(parent)
    with contextlib.ExitStack() as stack:
        user = stack.enter_context(free_user(own_users)) if own_users is not None else None
        path = parent / f"run-{uuid.uuid4().hex}"
        # Locked before it is there: a run that starts now removes folders without a lock.
        stack.enter_context(_locked(_lock_of(path)))
        path.mkdir()
        # Entered by the run's user, who knows the names of the folders in it; listed by the worker only.
        path.chmod(0o711)
        try:
            yield RunFolder(path, user)
        finally:
            remove(path)
            _lock_of(path).unlink(missing_ok=True)


def remove_abandoned(parent: Path) -> None:
    """Remove the folders of runs whose process ended without doing so."""
    for path in parent.glob("run-*"):
        if path.suffix == ".lock":
            continue
        with _locked(_lock_of(path)) as lock:
            if lock is not None:
                remove(path)
                _lock_of(path).unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a folder that a tenant's program may have closed to its owner; links are not followed."""
    _open_up(path)
    # Each folder is opened before what is in it is looked at.
    for name, folders, _ in os.walk(path):
        for folder in folders:
            _open_up(Path(name, folder))
    shutil.rmtree(path, ignore_errors=True)


def _open_up(folder: Path) -> None:
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            folder.chmod(0o700)


def own(path: Path, user: int) -> None:
    """Change the owner of all that a folder holds; only while no program of a tenant can change it."""
    os.chown(path, user, user, follow_symlinks=False)
    for name, folders, files in os.walk(path):
        for entry in (*folders, *files):
            os.chown(Path(name, entry), user, user, follow_symlinks=False)


def copy_tree(source: Path, target: Path, most_bytes: int, skip: frozenset[str] = frozenset()) -> None:
    """Copy regular files and folders, neither links nor devices; ``skip`` names entries at the top."""
    left, entries_left = most_bytes, _MOST_ENTRIES
    folders = [(source, target)]
    while folders:
        here, there = folders.pop()
        there.mkdir(mode=0o700, exist_ok=True)
        with os.scandir(here) as entries:
            for entry in entries:
                if here == source and entry.name in skip:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append((Path(entry.path), there / entry.name))
                elif entry.is_file(follow_symlinks=False):
                    left -= entry.stat(follow_symlinks=False).st_size
                    entries_left -= 1
                    if left < 0 or entries_left < 0:
                        raise StepFailed(f"The project's files exceed {most_bytes >> 20} MiB.")
                    shutil.copyfile(entry.path, there / entry.name, follow_symlinks=False)


@contextmanager
def free_user(users: range) -> Iterator[int]:
    """A user id that no running run has; what still runs as that user is killed first."""
    _USER_LOCKS.mkdir(mode=0o700, parents=True, exist_ok=True)
    for user in users:
        with _locked(_USER_LOCKS / f"{user}.lock") as lock:
            if lock is not None:
                kill_user(user)
                yield user
                return
    raise StepFailed(f"All {len(users)} users for runs are taken.", transient=True)


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


@contextmanager
def _locked(file: Path) -> Iterator[int | None]:
    """A lock that the kernel releases with the process; None when another process has it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)
