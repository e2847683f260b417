import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dalgo_flows.processes import bare_environment, run_program

STUBBORN = "trap '' TERM; sleep 300 & echo child $!; wait; wait"


def run(script: str, tmp_path: Path, grace: float = 0.3) -> tuple[int, list[str]]:
    lines: list[str] = []
    code = run_program(
        ["sh", "-c", script], cwd=tmp_path, env=bare_environment(tmp_path), grace=grace, on_line=lines.append
    )
    return code, lines


def is_gone(pid: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_lines_and_exit_code_of_both_outputs_come_through(tmp_path: Path) -> None:
    assert run("echo out; echo err >&2; exit 3", tmp_path) == (3, ["out", "err"])


def test_the_end_by_a_signal_shows_in_the_exit_code(tmp_path: Path) -> None:
    assert run("kill -9 $$", tmp_path) == (137, [])


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    lines: list[str] = []
    code = run_program(["/nowhere/dbt"], cwd=tmp_path, env={}, grace=1, on_line=lines.append)
    assert (code, lines) == (127, ["cannot start /nowhere/dbt: No such file or directory"])


def test_the_workers_own_variables_do_not_reach_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:pass")
    assert "admin:pass" not in "\n".join(run("env", tmp_path)[1])


def test_what_a_program_leaves_in_the_background_ends_with_it(tmp_path: Path) -> None:
    _, lines = run("sleep 300 >/dev/null 2>&1 & echo $!", tmp_path)
    assert is_gone(int(lines[0]))


def test_an_interruption_kills_the_whole_group_even_when_it_ignores_sigterm(tmp_path: Path) -> None:
    pids: list[int] = []

    def interrupted(line: str) -> None:
        pids.append(int(line.split()[1]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_program(
            ["sh", "-c", STUBBORN], cwd=tmp_path, env=bare_environment(tmp_path), grace=0.3, on_line=interrupted
        )
    assert is_gone(pids[0])


def test_a_worker_killed_outright_leaves_no_orphan(tmp_path: Path) -> None:
    holder = (
        "from pathlib import Path; from dalgo_flows.processes import run_program;"
        f"run_program(['sh', '-c', {STUBBORN!r}], cwd=Path({str(tmp_path)!r}), env={{'PATH': '/usr/bin:/bin'}},"
        " grace=0.3, on_line=lambda line: print(line, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline().split()[1])
        worker.send_signal(signal.SIGKILL)
    assert is_gone(child)
