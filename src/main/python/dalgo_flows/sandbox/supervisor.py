"""The supervisor of one program: confines it, bounds it, and ends all of it when the program or the flow ends.

Run as ``python -c BOOTSTRAP SPEC GRACE PROGRAM ARGUMENT…`` with a pipe as standard input. The flow ends the program by
closing the pipe. The kernel closes the pipe of a flow that was killed, so no orphan goes on writing to a warehouse.
Standard library only: it starts with ``-I -S`` in a few milliseconds.
"""

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dalgo_flows.sandbox import kernel
from dalgo_flows.sandbox.connections import ConnectionFilter
from dalgo_flows.sandbox.spec import Limits, SandboxSpec

TOO_LONG, TOO_MUCH_MEMORY, TOO_MANY_PROCESSES, TOO_MUCH_DISK = 240, 241, 242, 243
"""Exit codes of a program that the supervisor ended for a limit."""

BOOTSTRAP = (
    "import sys; sys.path.append(sys.argv.pop(1)); from importlib import import_module; import os;"
    "os._exit(import_module('dalgo_flows.sandbox.' + sys.argv.pop(1)).main(sys.argv[1:]))"
)
"""Starts one module of this package without the site packages. ``os._exit``, as watching threads still wait."""

PACKAGE_ROOT = str(Path(__file__).parent.parent.parent)

_LOOK_SECONDS = 0.5
_DISK_LOOKS = 10
_END_SECONDS = 10.0
_CREDENTIALS = 12  # three integers: pid, uid, gid


def main(arguments: Sequence[str]) -> int:
    """Run the program; answers its exit code (128 + n when signal n ended it) or the code of the limit it broke."""
    spec, grace, command = SandboxSpec.from_json(arguments[0]), float(arguments[1]), list(arguments[2:])
    # A handler, not SIG_IGN: what is ignored would stay ignored in the program.
    signal.signal(signal.SIGTERM, lambda *_: None)
    kernel.adopt_orphans()
    ours, theirs = socket.socketpair()
    if kernel.LINUX:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    line = [
        *_bubblewrap(spec),
        *(sys.executable, "-I", "-S", "-c", BOOTSTRAP, PACKAGE_ROOT, "confine"),
        *(str(theirs.fileno()), str(Path.cwd()), replace(spec, limits=_process_limit(spec)).to_json(), *command),
    ]
    try:
        program = subprocess.Popen(line, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=[theirs.fileno()])
    except OSError as failure:
        os.write(2, f"cannot start {line[0]}: {failure.strerror}\n".encode())
        return 127
    theirs.close()
    supervised = _Supervised(program, spec, grace)
    threading.Thread(target=supervised.end_with_flow, daemon=True).start()
    supervised.confined(ours)
    threading.Thread(target=supervised.watch_limits, daemon=True).start()
    code = program.wait()
    supervised.end_all()
    if supervised.reason is not None:
        return supervised.reason
    return code if code >= 0 else 128 - code


class _Supervised:
    """One program and everything that it starts."""

    def __init__(self, program: "subprocess.Popen[bytes]", spec: SandboxSpec, grace: float) -> None:
        self.reason: int | None = None
        self._program = program
        self._spec = spec
        self._grace = grace
        self._group = program.pid
        self._flow_ended = False

    def confined(self, channel: socket.socket) -> None:
        """Wait until the program is confined; the message carries its process number, translated from its namespace."""
        with channel:
            space = socket.CMSG_SPACE(_CREDENTIALS) + socket.CMSG_SPACE(4)
            data, ancillary, _, _ = channel.recvmsg(1, space, socket.MSG_CMSG_CLOEXEC if kernel.LINUX else 0)
        if not data or not kernel.LINUX:
            return
        for level, kind, content in ancillary:
            if level != socket.SOL_SOCKET:
                continue
            numbers = array.array("i")
            numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
            if kind == socket.SCM_CREDENTIALS:
                self._group = numbers[0]
            elif kind == socket.SCM_RIGHTS and self._spec.addresses is not None:
                ConnectionFilter(numbers[0], self._spec.addresses).start()

    def end_with_flow(self) -> None:
        """End the program once the flow has closed standard input."""
        while os.read(0, 4096):
            pass
        self._flow_ended = True
        self._stop()

    def watch_limits(self) -> None:
        """End the program when it exceeds what no resource limit of the kernel bounds for all of its processes."""
        limits = self._spec.limits
        begin = time.monotonic()
        look = 0
        while self.reason is None:
            time.sleep(_LOOK_SECONDS)
            look += 1
            if time.monotonic() - begin > limits.wall_seconds:
                self.reason = TOO_LONG
                self._stop()
                return
            self.reason = self._exceeded(limits, with_disk=look % _DISK_LOOKS == 0)
        self._kill()

    def _exceeded(self, limits: Limits, *, with_disk: bool) -> int | None:
        below = _descendants()
        if len(below) > limits.processes:
            return TOO_MANY_PROCESSES
        if sum(process.memory for process in below) > limits.memory:
            return TOO_MUCH_MEMORY
        if with_disk and any(_larger(Path(folder), limits.disk) for folder in self._spec.write):
            return TOO_MUCH_DISK
        return None

    def _stop(self) -> None:
        _signal_group(self._group, signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while time.monotonic() < deadline:
            time.sleep(0.05)
            if not _signal_group(self._group, 0):
                break
        self._kill()

    def _kill(self) -> None:
        _signal_group(self._group, signal.SIGKILL)
        # Bubblewrap's end ends its namespace with every process in it.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._program.pid, signal.SIGKILL)
        # Stopped first, so that none of them starts another while they are killed.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in _descendants():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(process.pid, number)

    def end_all(self) -> None:
        """Kill what the program left behind, in its group or not, and wait for it."""
        deadline = time.monotonic() + _END_SECONDS
        while time.monotonic() < deadline:
            self._kill()
            if self._spec.owns_user and self._spec.user is not None:
                kill_user(self._spec.user)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if not _descendants():
                break
            time.sleep(0.01)
        if self._flow_ended:
            # Here, as it is rarely needed and slow to import.
            from dalgo_flows.sandbox.run_folder import remove

            for folder in self._spec.remove:
                remove(Path(folder))


def kill_user(user: int) -> None:
    """Kill every process of a user that is no other's than one run's."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            os.setresuid(user, user, user)
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    user: int
    threads: int
    memory: int


def _process_limit(spec: SandboxSpec) -> Limits:
    """The limits with the kernel's bound on processes, which counts all threads of a user.

    It lies above the bound that the supervisor keeps, so that a program which reaches it is ended.
    """
    others = 0
    if not spec.owns_user:
        user = os.geteuid() if spec.user is None else spec.user
        others = sum(process.threads for process in _processes() if process.user == user)
    return replace(spec.limits, processes=others + 2 * spec.limits.processes)


def _descendants() -> list[_Process]:
    children: dict[int, list[_Process]] = {}
    for process in _processes():
        children.setdefault(process.parent, []).append(process)
    found: list[_Process] = []
    parents = [os.getpid()]
    while parents:
        below = children.pop(parents.pop(), [])
        found.extend(below)
        parents.extend(process.pid for process in below)
    return found


def _processes() -> Iterator[_Process]:
    if not kernel.LINUX:
        return
    page = os.sysconf("SC_PAGESIZE")
    for name in os.listdir("/proc"):  # noqa: PTH208
        if not name.isdecimal():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:  # noqa: PTH123
                fields = stat.read().rpartition(b")")[2].split()
                user = os.fstat(stat.fileno()).st_uid
        except OSError:
            continue
        if fields[0] not in (b"Z", b"X"):
            yield _Process(int(name), int(fields[1]), user, int(fields[17]), int(fields[21]) * page)


def _larger(path: Path, most: int) -> bool:
    """Whether the files at or below a path take more than some bytes."""
    total = 0
    folders = [str(path)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        total += _taken(entry.path)
                    if total > most:
                        return True
        except NotADirectoryError:
            total += _taken(folder)
        except FileNotFoundError:
            # Removed meanwhile.
            continue
        except OSError:
            # Closed by a program that does not want to be counted.
            return True
    return total > most


def _taken(file: str) -> int:
    try:
        return os.lstat(file).st_blocks * 512
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _leads_within(path: str, read: Sequence[str]) -> bool:
    """Whether a path that nothing else makes readable is a link to a file that something does."""
    if not (os.path.islink(path) and os.path.isfile(path)):  # noqa: PTH113, PTH114
        return False
    target = Path(os.path.normpath(Path(path).parent / os.readlink(path)))  # noqa: PTH115
    others = [other for other in read if other != path]
    return any(map(target.is_relative_to, others)) and not any(map(Path(path).is_relative_to, others))


def _signal_group(group: int, number: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def _bubblewrap(spec: SandboxSpec) -> list[str]:
    """The command line that starts what follows it in namespaces of its own; empty without bubblewrap."""
    if spec.bubblewrap is None:
        return []
    line = [spec.bubblewrap, "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    if os.geteuid() == 0:
        line += ["--cap-drop", "ALL"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            line += ["--cap-add", capability]
    else:
        line += ["--unshare-user"]
    line += ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):  # noqa: S108
        line += ["--size", str(1 << 30), "--perms", "1777", "--tmpfs", folder]
    # Folders that bubblewrap makes on the way to a mount would be its own user's only.
    for folder in sorted({str(parent) for path in (*spec.read, *spec.write) for parent in Path(path).parents}):
        if folder not in ("/", "/tmp", "/dev", "/proc", "/dev/shm"):  # noqa: S108
            line += ["--perms", "0755", "--dir", folder]
    for path in dict.fromkeys(spec.read):
        # A program finds its libraries beside what its link leads to, so that links stay links.
        if _leads_within(path, spec.read):
            line += ["--symlink", os.readlink(path), path]  # noqa: PTH115
        else:
            line += ["--ro-bind-try", path, path]
    for path in spec.write:
        line += ["--bind", path, path]
    # The program's folder may be closed to bubblewrap's own user.
    return [*line, "--remount-ro", "/", "--chdir", "/", "--"]
