"""Other programs: started without a shell, read line by line, never outliving the step that started them."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from dalgo_flows import leash

_LONGEST_READ = 1 << 20
_INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


def bare_environment(home: Path) -> dict[str, str]:
    """The few variables a program needs.

    dbt models read the environment and are written by tenants, so the worker's own variables (the Prefect
    credential above all) must not be there.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "HOME": str(home)}


def run_program(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    grace: float,
    on_line: Callable[[str], None],
) -> int:
    """Run a program to its end, give each line of its output as it comes, and answer its exit code.

    Whatever interrupts this call (a cancel arrives as an exception, raised by a signal handler) ends the program's
    whole process group first: SIGTERM, then SIGKILL after ``grace`` seconds.
    """
    leashed = [sys.executable, "-I", "-S", leash.__file__, str(grace), *command]
    with subprocess.Popen(
        leashed,
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
            return process.wait()
        finally:
            _let_go(process, grace)


def _lines(stream: IO[bytes]) -> Iterator[str]:
    while raw := stream.readline(_LONGEST_READ):
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _let_go(process: "subprocess.Popen[bytes]", grace: float) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        # The leash kills after the grace; the second on top is its own time to notice.
        process.wait(timeout=grace + 5)
    except subprocess.TimeoutExpired:
        process.kill()
