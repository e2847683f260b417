"""System calls that Python has no function for. Standard library only: the supervisor starts with ``-I -S``."""

import ctypes
import os
import struct
from collections.abc import Sequence
from typing import Any

LINUX = os.uname().sysname == "Linux"
"""Elsewhere (a developer's macOS) a program is supervised as far as process groups and resource limits go."""

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_HIGHEST_CAPABILITY = 63
_CAPABILITY_VERSION = 0x20080522

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_PIDFD_GETFD = 438
_FILE_RIGHTS = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_READ_RIGHTS = 1 << 0 | 1 << 2 | 1 << 3
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 3
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def _call(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _syscall(name: str, number: int, *arguments: Any) -> int:  # noqa: ANN401
    return _call(name, _libc.syscall(ctypes.c_long(number), *arguments))


def _prctl(option: int, value: int) -> None:
    _call("prctl", _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def adopt_orphans() -> None:
    """Make this process the parent of every process below it whose own parent ended."""
    if LINUX:
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(signal: int) -> None:
    """Ask the kernel to signal this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal)


def forbid_new_privileges() -> None:
    """Make set-user-id programs and file capabilities ineffective below this process."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def narrow_capabilities() -> None:
    """Take every capability out of the bounding set, so that no program gets one back, root included."""
    for capability in range(_HIGHEST_CAPABILITY + 1):
        if _libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            # EINVAL: beyond the last one that this kernel knows; EPERM: no capability to lose.
            return


def drop_capabilities() -> None:
    """Give up every capability, those that a program would inherit included."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    _call("capset", _libc.capset(header, bytes(24)))


def landlock_abi() -> int:
    """The version of Landlock that the kernel offers; 0 when it offers none."""
    if not LINUX:
        return 0
    version = _libc.syscall(ctypes.c_long(_LANDLOCK_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint(1))
    return max(int(version), 0)


def restrict_files(read: Sequence[str], write: Sequence[str]) -> None:
    """Confine this process with Landlock to reading and executing some paths and to writing below others."""
    abi = landlock_abi()
    handled = _RIGHTS_BY_ABI.get(min(abi, 5), 0)
    if not handled:
        raise OSError("the kernel offers no Landlock")
    attributes = struct.pack("=Q", handled)
    if abi >= 4:
        attributes += struct.pack("=Q", 0)
    if abi >= 6:
        attributes += struct.pack("=Q", _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS)
    ruleset = _syscall(
        "landlock_create_ruleset", _LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    try:
        for path in read:
            _allow(ruleset, path, _READ_RIGHTS & handled)
        for path in (*write, *_DEVICES, "/dev/shm"):  # noqa: S108
            _allow(ruleset, path, handled)
        forbid_new_privileges()
        _syscall("landlock_restrict_self", _LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        # What this process cannot reach stays closed.
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, descriptor)
        _syscall("landlock_add_rule", _LANDLOCK_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint(0))
    finally:
        os.close(descriptor)


def copy_descriptor(pid: int, descriptor: int) -> int:
    """A descriptor of another process, as one of this process."""
    process = os.pidfd_open(pid)
    try:
        return _syscall("pidfd_getfd", _PIDFD_GETFD, ctypes.c_int(process), ctypes.c_int(descriptor), ctypes.c_uint(0))
    finally:
        os.close(process)


def connect(descriptor: int, address: bytes) -> int:
    """Connect a socket to a raw socket address; answers 0 or the error's number."""
    if _libc.connect(descriptor, address, len(address)) < 0:
        return ctypes.get_errno()
    return 0


class _Machine:
    """Numbers of system calls on one kind of processor."""

    def __init__(self, audit: int, seccomp: int, calls: dict[str, int], denied: Sequence[int]) -> None:
        self.audit = audit
        self.seccomp = seccomp
        self.calls = calls
        self.denied = denied


# ptrace, process_vm_readv and writev, keyctl, add_key, request_key, bpf, userfaultfd, perf_event_open, unshare, setns,
# mount, pidfd_getfd, io_uring_setup (which connects without the connect call).
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        317,
        {"socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307},
        (101, 310, 311, 250, 248, 249, 321, 323, 298, 272, 308, 165, 438, 425),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        277,
        {"socket": 198, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269},
        (117, 270, 271, 219, 217, 218, 280, 282, 241, 97, 268, 40, 438, 425),
    ),
}
_ALLOW, _NOTIFY, _KILL, _ERROR = 0x7FFF0000, 0x7FC00000, 0x80000000, 0x00050000
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_EQUAL, _AT_LEAST, _ANY_BIT = 0x15, 0x35, 0x45
_NUMBER, _ARCHITECTURE = 0, 4
_X32 = 0x40000000
_FASTOPEN = 0x20000000
_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_STREAM, _DATAGRAM = 1, 2
_TCP, _UDP = 6, 17


class _Assembler:
    """Builds a BPF program whose jumps name labels; the program decides one system call."""

    def __init__(self) -> None:
        self._code: list[tuple[int, int, str, str]] = []
        self._labels: dict[str, int] = {}

    def label(self, name: str) -> None:
        self._labels[name] = len(self._code)

    def do(self, operation: int, value: int) -> None:
        self._code.append((operation, value, "", ""))

    def load_argument(self, position: int, *, upper_half: bool = False) -> None:
        self.do(_LOAD, 16 + 8 * position + (4 if upper_half else 0))

    def jump(self, test: int, value: int, to: str = "", otherwise: str = "") -> None:
        self._code.append((test, value, to, otherwise))

    def answer(self, name: str, value: int) -> None:
        self.label(name)
        self.do(_RETURN, value)

    def assembled(self) -> bytes:
        def distance(here: int, label: str) -> int:
            return self._labels[label] - here - 1 if label else 0

        return b"".join(
            struct.pack("=HBBI", operation, distance(here, to), distance(here, otherwise), value)
            for here, (operation, value, to, otherwise) in enumerate(self._code)
        )


def _filter(machine: _Machine) -> bytes:
    """A BPF program: connect is asked about, what goes around connect is refused, the rest is allowed."""
    code = _Assembler()
    code.do(_LOAD, _ARCHITECTURE)
    code.jump(_EQUAL, machine.audit, otherwise="kill")
    code.do(_LOAD, _NUMBER)
    code.jump(_AT_LEAST, _X32, to="no such call")
    for denied in machine.denied:
        code.jump(_EQUAL, denied, to="refuse")
    code.jump(_EQUAL, machine.calls["connect"], to="ask")
    for name in ("socket", "sendto", "sendmsg", "sendmmsg"):
        code.jump(_EQUAL, machine.calls[name], to=name)
    code.jump(_EQUAL, 0, to="allow", otherwise="allow")

    # Fast open connects a stream while it sends, and a datagram with an address needs no connect.
    code.label("sendto")
    for upper_half in (False, True):
        code.load_argument(4, upper_half=upper_half)
        code.jump(_EQUAL, 0, otherwise="refuse")
    code.load_argument(3)
    code.jump(_ANY_BIT, _FASTOPEN, to="refuse", otherwise="allow")
    code.label("sendmsg")
    code.load_argument(2)
    code.jump(_ANY_BIT, _FASTOPEN, to="refuse", otherwise="allow")
    code.label("sendmmsg")
    code.load_argument(3)
    code.jump(_ANY_BIT, _FASTOPEN, to="refuse", otherwise="allow")

    code.label("socket")
    code.load_argument(0)
    for family in (_UNIX, _NETLINK):
        code.jump(_EQUAL, family, to="allow")
    code.jump(_EQUAL, _INET, to="internet")
    code.jump(_EQUAL, _INET6, otherwise="no such family")
    code.label("internet")
    code.load_argument(1)
    code.do(_AND, 0xF)
    code.jump(_EQUAL, _STREAM, to="stream")
    code.jump(_EQUAL, _DATAGRAM, otherwise="refuse")
    code.load_argument(2)
    code.jump(_EQUAL, 0, to="allow")
    code.jump(_EQUAL, _UDP, to="allow", otherwise="refuse")
    code.label("stream")
    code.load_argument(2)
    code.jump(_EQUAL, 0, to="allow")
    code.jump(_EQUAL, _TCP, to="allow", otherwise="refuse")

    code.answer("allow", _ALLOW)
    code.answer("ask", _NOTIFY)
    code.answer("refuse", _ERROR | _EPERM)
    code.answer("no such family", _ERROR | _EAFNOSUPPORT)
    code.answer("no such call", _ERROR | _ENOSYS)
    code.answer("kill", _KILL)
    return code.assembled()


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def filter_connections() -> int:
    """Install the filter on this process for good; answers the descriptor on which its questions arrive."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        raise OSError(f"no address filter for {os.uname().machine}")
    instructions = ctypes.create_string_buffer(_filter(machine))
    program = _Program((len(instructions) - 1) // 8, ctypes.addressof(instructions))
    forbid_new_privileges()
    return _syscall("seccomp", machine.seccomp, ctypes.c_uint(1), ctypes.c_uint(1 << 3), ctypes.byref(program))
