"""The last step before a confined program: runs inside its namespaces and gives up every right that it does not need.

Run by the supervisor. Standard library only.
"""

import array
import os
import resource
import signal
import socket
from collections.abc import Sequence

from dalgo_flows.sandbox import kernel
from dalgo_flows.sandbox.spec import Limits, SandboxSpec

CANNOT_CONFINE = 126

_CPU_SPARE_SECONDS = 5


def main(arguments: Sequence[str]) -> int:
    """Confine this process as the specification says, report to the supervisor, and become the program."""
    channel = socket.socket(fileno=int(arguments[0]))
    spec = SandboxSpec.from_json(arguments[2])
    command = arguments[3:]
    try:
        listener = _confine(spec, arguments[1])
    except OSError as failure:
        os.write(2, f"the sandbox cannot be set up: {failure}\n".encode())
        return CANNOT_CONFINE
    ancillary = []
    if listener is not None:
        ancillary.append((socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener])))
    channel.sendmsg([b"r"], ancillary)
    if listener is not None:
        os.close(listener)
    channel.close()
    try:
        os.execvp(command[0], list(command))  # noqa: S606
    except OSError as failure:
        os.write(2, f"cannot start {command[0]}: {failure.strerror}\n".encode())
        return 127


def _confine(spec: SandboxSpec, folder: str) -> int | None:
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    os.umask(0o077)
    _limit(spec.limits)
    if not kernel.LINUX:
        os.chdir(folder)
        return None
    if os.geteuid() == 0:
        kernel.narrow_capabilities()
    if spec.user is not None:
        os.setgroups([])
        os.setresgid(spec.user, spec.user, spec.user)
        os.setresuid(spec.user, spec.user, spec.user)
    kernel.drop_capabilities()
    os.chdir(folder)
    # After the change of user, which clears it.
    kernel.end_with_parent(signal.SIGKILL)
    kernel.forbid_new_privileges()
    if spec.landlock:
        kernel.restrict_files(spec.read, (*spec.write, "/tmp") if spec.bubblewrap else spec.write)  # noqa: S108
    return None if spec.addresses is None else kernel.filter_connections()


def _limit(limits: Limits) -> None:
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_NOFILE: 4096,
        resource.RLIMIT_NPROC: limits.processes,
    }
    if not kernel.LINUX:
        # Counts all processes of the user, of which only Linux knows the number.
        del bounds[resource.RLIMIT_NPROC]
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        allowed = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        # At the hard limit of processor time the kernel kills without saying why.
        spare = _CPU_SPARE_SECONDS if kind == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
        resource.setrlimit(kind, (allowed, allowed + spare))
