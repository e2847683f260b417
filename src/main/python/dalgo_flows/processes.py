"""Other programs: confined, started without a shell, read line by line, ended with the step that started them."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from dalgo_flows.errors import StepFailed
from dalgo_flows.sandbox import supervisor
from dalgo_flows.sandbox.isolation import supervised
from dalgo_flows.sandbox.spec import Limits, SandboxSpec

_LONGEST_READ = 1 << 20
_MOST_OUTPUT = 64 << 20
"""Bytes of output that one program may add to the log of its run."""

_INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")


def bare_environment(home: Path) -> dict[str, str]:
    """The few variables a program needs.

    Tenants write dbt models, which read the environment. So the worker's own variables (the Prefect credential
    above all) must not be there.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "HOME": str(home), "TMPDIR": str(home)}


def proxies() -> dict[str, str]:
    """The variables that name a proxy, which may hold its password: for programs that fetch something."""
    return {name: os.environ[name] for name in _PROXIES if name in os.environ}


def run_program(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    grace: float,
    on_line: Callable[[str], None],
    sandbox: SandboxSpec | None = None,
) -> int:
    """Run a program to its end, pass on each line of its output as it comes, and answer its exit code.

    An interruption of this call (a cancel arrives as an exception, raised by a signal handler) ends everything that
    the program started first: SIGTERM, then SIGKILL after ``grace`` seconds. A limit that the program exceeds raises
    :class:`StepFailed`.
    """
    spec = sandbox or SandboxSpec()
    with subprocess.Popen(
        [*supervised(spec, grace), *command],
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101
            for line in _lines(process.stdout):
                on_line(line)
            code = process.wait()
        finally:
            _end(process, grace)
    exceeded = _exceeded(code, spec.limits)
    if exceeded:
        raise StepFailed(f"{Path(command[0]).name} was ended: {exceeded}")
    return code


def _exceeded(code: int, limits: Limits) -> str | None:
    return {
        supervisor.TOO_LONG: f"it ran longer than {limits.wall_seconds:g} s.",
        supervisor.TOO_MUCH_MEMORY: f"it used more than {limits.memory >> 20} MiB of memory.",
        supervisor.TOO_MANY_PROCESSES: f"it started more than {limits.processes} processes.",
        supervisor.TOO_MUCH_DISK: f"it wrote more than {limits.disk >> 20} MiB.",
        128 + signal.SIGXCPU: f"it used more than {limits.cpu_seconds} s of processor time.",
        128 + signal.SIGXFSZ: f"it wrote a file of more than {limits.file_size >> 20} MiB.",
    }.get(code)


def _lines(stream: IO[bytes]) -> Iterator[str]:
    left = _MOST_OUTPUT
    while raw := stream.readline(_LONGEST_READ):
        if left <= 0:
            continue
        left -= len(raw)
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")
        if left <= 0:
            yield f"More than {_MOST_OUTPUT >> 20} MiB of output; the rest is left out."


def _end(process: "subprocess.Popen[bytes]", grace: float) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        # The supervisor kills after the grace; the seconds on top are its own time to notice and to clean up.
        process.wait(timeout=grace + 15)
    except subprocess.TimeoutExpired:
        process.kill()
