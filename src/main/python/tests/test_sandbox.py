"""Programs of a tenant against the sandbox that dbt runs in, with each combination of mechanisms of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.processes import bare_environment, run_program
from dalgo_flows.sandbox import kernel, run_environment, supervisor
from dalgo_flows.sandbox.isolation import Isolation, probe, readable_paths
from dalgo_flows.sandbox.run_environment import RunEnvironment
from dalgo_flows.sandbox.run_folder import remove
from dalgo_flows.sandbox.spec import Limits, SandboxSpec
from tests.conftest import eventually, worker_settings
from tests.test_processes import is_gone

SECRET = "of-the-other-organisation"
MECHANISMS: dict[str, dict[str, Any]] = {
    "everything": {},
    "landlock": {"bubblewrap": None, "own_user": False},
    "namespaces": {"landlock": 0, "own_user": False},
}


@pytest.fixture(params=list(MECHANISMS))
def tenant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Tenant"]:
    settings = worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path / "clients")})
    (tmp_path / "clients" / "other").mkdir(parents=True)
    (tmp_path / "clients" / "other" / "seed.csv").write_text(SECRET)
    with run_environment.run_environment(settings, "acme") as opened:
        offered = opened.isolation
        isolation = replace(offered, **MECHANISMS[request.param])
        if request.param == "landlock" and not offered.landlock:
            pytest.skip("the kernel has no Landlock")
        if request.param == "namespaces" and not offered.bubblewrap:
            pytest.skip("bubblewrap does not work on this machine")
        opened.isolation = isolation
        if not isolation.own_user:
            opened.run.user = None
        yield Tenant(opened)


class Tenant:
    """Runs Python as code of a tenant would run within dbt."""

    def __init__(self, environment: RunEnvironment) -> None:
        self.environment = environment
        self.checkout = environment.run.fresh("project")
        self.home = environment.run.fresh("dbt")

    def run(
        self,
        script: str,
        *arguments: object,
        limits: Limits | None = None,
        warehouse: int = 0,
        on_line: Callable[[str], None] = lambda _: None,
    ) -> list[str]:
        lines: list[str] = []

        def pass_on(line: str) -> None:
            lines.append(line)
            on_line(line)

        allowed = [("127.0.0.1", warehouse)] if warehouse else []
        sandbox = self.environment.dbt_sandbox(
            write=[self.checkout], home=self.home, warehouse=allowed, with_proxies=False
        )
        code = run_program(
            [sys.executable, "-c", script, *map(str, arguments)],
            cwd=self.checkout,
            env=bare_environment(self.home),
            grace=1,
            on_line=pass_on,
            sandbox=replace(sandbox, limits=limits) if limits else sandbox,
        )
        return [*lines, str(code)]


READS = """
import sys
for path in sys.argv[1:]:
    try:
        print("read", path, open(path, "rb").read(200))
    except OSError as refused:
        print("refused", type(refused).__name__)
"""
WRITES = """
import os, sys
for path in sys.argv[1:]:
    try:
        open(path, "w").write("planted")
        print("written", path)
    except OSError as refused:
        print("refused", type(refused).__name__)
"""
CONNECTS = """
import socket, sys
for port in sys.argv[1:]:
    with socket.socket() as s:
        s.settimeout(5)
        print(port, s.connect_ex(("127.0.0.1", int(port))))
"""


def test_it_reads_no_other_organisation_no_worker_and_no_process_outside(tenant: Tenant, tmp_path: Path) -> None:
    os.environ["DALGO_TEST_CREDENTIAL"] = SECRET
    try:
        paths = (
            tmp_path / "clients" / "other" / "seed.csv",
            f"/proc/{os.getpid()}/environ",
            f"/proc/{os.getppid()}/environ",
            "/etc/passwd",
            "/etc/shadow",
            "/root/.bashrc",
            tenant.environment.projects,
        )
        lines = tenant.run(READS, *paths)
    finally:
        del os.environ["DALGO_TEST_CREDENTIAL"]
    assert lines.count("0") == 1
    assert [line.split()[0] for line in lines[:-1]] == ["refused"] * len(paths)


def test_a_link_to_a_file_outside_gives_nothing(tenant: Tenant, tmp_path: Path) -> None:
    script = f"import os\nos.symlink({str(tmp_path / 'clients' / 'other' / 'seed.csv')!r}, 'seed.csv')\n" + READS
    assert tenant.run(script, "seed.csv")[0].startswith("refused")


def test_its_own_environment_has_nothing_of_the_worker(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", SECRET)
    monkeypatch.setenv("HTTPS_PROXY", f"http://u:{SECRET}@proxy:1")
    lines = tenant.run(
        "import os; print(dict(os.environ))\ntry: print(open('/proc/self/environ').read())\nexcept OSError: pass"
    )
    assert SECRET not in "\n".join(lines)
    assert "PREFECT" not in "\n".join(lines)


def test_it_writes_to_its_checkout_and_nowhere_else(tenant: Tenant, tmp_path: Path) -> None:
    site = Path(shutil.__file__).parent / "planted.py"
    other = tmp_path / "clients" / "other" / "model.sql"
    mirror = tenant.environment.mirrors / "planted"
    lines = tenant.run(WRITES, "inside.sql", site, other, mirror, "/usr/planted", "/etc/planted")
    assert lines[0] == "written inside.sql"
    assert [line.split()[0] for line in lines[1:-1]] == ["refused"] * 5
    assert not any(path.exists() for path in (site, other, mirror))


def test_it_connects_to_its_warehouse_and_to_nothing_else_of_the_network(tenant: Tenant) -> None:
    if not tenant.environment.isolation.addresses:
        pytest.skip("this machine has no address filter")
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_server(("127.0.0.1", 0)) as warehouse:
        closed, opened = listener.getsockname()[1], warehouse.getsockname()[1]
        lines = tenant.run(CONNECTS, closed, opened, warehouse=opened)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert lines == [f"{closed} 13", f"{opened} 0", "0"]


def test_ways_around_connect_are_closed(tenant: Tenant) -> None:
    if not tenant.environment.isolation.addresses:
        pytest.skip("this machine has no address filter")
    script = """
import ctypes, errno, os, socket, sys
FAST_OPEN = 0x20000000
def attempt(name, call):
    try:
        call(); print(name, "done")
    except OSError as e:
        print(name, errno.errorcode[e.errno])
port = int(sys.argv[1])
attempt("fast open", lambda: socket.socket().sendto(b"x", FAST_OPEN, ("127.0.0.1", port)))
attempt("fast open message", lambda: socket.socket().sendmsg([b"x"], [], FAST_OPEN, ("127.0.0.1", port)))
attempt("datagram", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)))
attempt("mapped", lambda: socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", port)))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("local", lambda: socket.socket(socket.AF_UNIX).connect("/run/x"))
def uring():
    if ctypes.CDLL(None, use_errno=True).syscall(425, 1, ctypes.create_string_buffer(120)) < 0:
        raise OSError(ctypes.get_errno(), "")
attempt("uring", uring)
"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines = tenant.run(script, listener.getsockname()[1])
    assert lines == [
        "fast open EPERM",
        "fast open message EPERM",
        "datagram EPERM",
        "mapped EACCES",
        "vsock EAFNOSUPPORT",
        "raw EPERM",
        "local EACCES",
        "uring EPERM",
        "0",
    ]


def test_what_it_starts_ends_with_it_even_outside_of_its_group(tenant: Tenant) -> None:
    marker = f"sleeper-{os.getpid()}-{time.monotonic_ns()}"
    script = f"""
import os, subprocess, sys
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)", {marker!r}], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(300)", {marker!r}])
    os._exit(0)
"""
    assert tenant.run(script) == ["0"]
    assert not running(marker)


def test_a_killed_supervisor_takes_its_program_along(tenant: Tenant) -> None:
    marker = f"orphan-{os.getpid()}-{time.monotonic_ns()}"

    def kill_supervisor(_: str) -> None:
        for process in supervisor._descendants():
            if process.parent == os.getpid():
                os.kill(process.pid, signal.SIGKILL)

    lines = tenant.run("import time; print('begun', flush=True); time.sleep(300)", marker, on_line=kill_supervisor)
    assert lines == ["begun", "-9"]
    assert eventually(lambda: not running(marker), 10)


def test_a_fork_bomb_ends_the_step(tenant: Tenant) -> None:
    bomb = """
import os, time
def fork():
    try:
        return os.fork()
    except OSError:
        time.sleep(0.01)
        return 1
while True:
    fork()
"""
    begin = time.monotonic()
    with pytest.raises(StepFailed, match="it started more than 40 processes"):
        tenant.run(bomb, limits=Limits(processes=40))
    assert time.monotonic() - begin < 60


def test_a_file_of_10_gib_ends_the_step(tenant: Tenant) -> None:
    script = """
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
with open("large", "wb") as file:
    os.posix_fallocate(file.fileno(), 0, 10 << 30)
"""
    with pytest.raises(StepFailed, match="it wrote a file of more than 2048 MiB"):
        tenant.run(script)
    assert not any(file.stat().st_blocks > 1 << 22 for file in tenant.checkout.iterdir())


def test_many_files_end_the_step(tenant: Tenant) -> None:
    script = """
import itertools, os
for number in itertools.count():
    with open(f"part{number % 60}", "wb") as file:
        file.write(bytes(1 << 20))
"""
    with pytest.raises(StepFailed, match="it wrote more than 20 MiB"):
        tenant.run(script, limits=Limits(disk=20 << 20))


def test_memory_beyond_the_limit_is_not_had(tenant: Tenant) -> None:
    lines = tenant.run("bytearray(1 << 30)", limits=Limits(memory=256 << 20))
    assert "MemoryError" in lines[-2]


def test_memory_of_all_processes_together_ends_the_step(tenant: Tenant) -> None:
    script = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(os.urandom(1)) * (100 << 20)
        time.sleep(60)
time.sleep(60)
"""
    with pytest.raises(StepFailed, match="it used more than 300 MiB"):
        tenant.run(script, limits=Limits(memory=300 << 20))


def test_time_beyond_the_limit_ends_the_step(tenant: Tenant) -> None:
    with pytest.raises(StepFailed, match="it ran longer than 1 s"):
        tenant.run("import time; time.sleep(60)", limits=Limits(wall_seconds=1))
    with pytest.raises(StepFailed, match="more than 1 s of processor time"):
        tenant.run("while True: pass", limits=Limits(cpu_seconds=1))


def test_it_gains_no_rights(tenant: Tenant) -> None:
    script = """
import os
print([line.split()[1] for line in os.popen("cat /proc/self/status 2>/dev/null") if line.startswith("CapEff")])
try:
    os.setuid(0) if os.getuid() else os.chown("x", 1, 1)
    print("gained")
except OSError:
    print("refused")
"""
    lines = tenant.run(f"open('x', 'w').close()\n{script}")
    assert lines[0] in ("[]", "['0000000000000000']")
    assert lines[1] == "refused"


def test_a_killed_flow_leaves_neither_process_nor_profile(tmp_path: Path) -> None:
    script = f"""
import sys
from dalgo_flows.processes import bare_environment, run_program
from dalgo_flows.sandbox.run_environment import run_environment
from tests.conftest import eventually, worker_settings
with run_environment(worker_settings({{"DALGO_CLIENTS_ROOT": {str(tmp_path)!r}}}), "acme") as environment:
    home = environment.run.fresh("dbt")
    (home / "profiles.yml").write_text("profile")
    environment.run.hand_over(home)
    sandbox = environment.dbt_sandbox(write=[], home=home, warehouse=[], with_proxies=False)
    run_program([sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(300)", {str(tmp_path)!r}],
        cwd=home, env=bare_environment(home), grace=0.2, on_line=lambda line: print(line, flush=True), sandbox=sandbox)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as flow:
        assert flow.stdout is not None
        assert flow.stdout.readline() == "begun\n"
        assert list(tmp_path.rglob("profiles.yml"))
        flow.kill()
    deadline = time.monotonic() + 10
    while list(tmp_path.rglob("profiles.yml")) or running(str(tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # What is left of the run's folder goes with the next run.
    (left,) = (path for path in (tmp_path / ".dalgo" / "runs").glob("run-*") if path.is_dir())
    with run_environment.run_environment(worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path)}), "acme"):
        assert not left.exists()


def test_a_worker_without_isolation_serves_one_organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_environment, "probe", lambda *_: Isolation())
    strict, loose = (
        worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path), "DALGO_ISOLATION": mode})
        for mode in ("required", "optional")
    )
    for _ in range(2):
        with run_environment.run_environment(strict, "first"):
            pass
    with (
        pytest.raises(ConfigError, match="already serves another organisation"),
        run_environment.run_environment(strict, "second"),
    ):
        pass
    with run_environment.run_environment(loose, "second") as environment:
        assert environment.isolation.describe() == "none"


def test_a_pod_that_must_isolate_and_cannot_serves_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_environment, "probe", lambda *_: Isolation())
    always = worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path), "DALGO_ISOLATION": "always"})
    with pytest.raises(ConfigError, match="Landlock"), run_environment.run_environment(always, "first"):
        pass
    monkeypatch.setattr(run_environment, "probe", lambda *_: Isolation(landlock=7))
    for organisation in ("first", "second"):
        with run_environment.run_environment(always, organisation):
            pass


def test_what_the_machine_does_not_offer_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "no-bwrap"))
    monkeypatch.setattr(kernel, "landlock_abi", lambda: 0)
    found = probe(tmp_path, 40_000)
    assert (found.bubblewrap, found.landlock) == (None, 0)


def test_a_filter_that_may_not_connect_for_others_is_left_out(tmp_path: Path) -> None:
    script = f"""
import ctypes, os
from pathlib import Path
from dalgo_flows.sandbox import kernel
from dalgo_flows.sandbox.isolation import probe
before = probe(Path({str(tmp_path)!r}), 40_000).addresses
code = kernel._Assembler()
code.do(kernel._LOAD, kernel._NUMBER)
code.jump(kernel._EQUAL, kernel._PIDFD_GETFD, to="refuse", otherwise="allow")
code.answer("allow", kernel._ALLOW)
code.answer("refuse", kernel._ERROR | kernel._EPERM)
instructions = ctypes.create_string_buffer(code.assembled())
program = kernel._Program((len(instructions) - 1) // 8, ctypes.addressof(instructions))
kernel.forbid_new_privileges()
number = kernel._MACHINES[os.uname().machine].seccomp
kernel._syscall("seccomp", number, ctypes.c_uint(1), ctypes.c_uint(0), ctypes.byref(program))
print(before, probe(Path({str(tmp_path)!r}), 40_000).addresses)
"""
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    if answer[0] == "False":
        pytest.skip("this machine has no address filter")
    assert answer == ["True", "False"]


def test_a_python_behind_a_link_opens_no_folder_of_the_link(tmp_path: Path) -> None:
    real, links, root = tmp_path / "opt" / "bin" / "python3.99", tmp_path / "home" / "bin", tmp_path / "venv"
    for folder in (real.parent, links, root / "bin"):
        folder.mkdir(parents=True)
    real.touch()
    (links / "python3.99").symlink_to(real)
    (root / "bin" / "python").symlink_to(links / "python3.99")
    (root / "pyvenv.cfg").write_text(f"home = {links}\n")
    read = readable_paths([root / "bin" / "dbt"])
    line = supervisor._bubblewrap(SandboxSpec(read=read, bubblewrap="bwrap"))
    place = line.index(str(links / "python3.99"), line.index("--symlink"))
    assert line[place - 2 : place] == ["--symlink", str(real)]
    added = set(read) - set(readable_paths())
    assert added == {str(root), str(links / "python3.99"), str(tmp_path / "opt")}


def test_a_python_behind_a_link_works_in_the_sandbox(tenant: Tenant, tmp_path: Path) -> None:
    links, root = tmp_path / "home" / "bin", tmp_path / "venv"
    (root / "bin").mkdir(parents=True)
    links.mkdir(parents=True)
    (links / "secret").write_text(SECRET)
    (links / "python3").symlink_to(Path(sys.executable).resolve())
    (root / "bin" / "python").symlink_to(links / "python3")
    (root / "pyvenv.cfg").write_text(f"home = {links}\n")
    for folder in (tmp_path, *tmp_path.parents[:2], links, links.parent, root, root / "bin"):
        folder.chmod(0o755)
    sandbox = tenant.environment.dbt_sandbox(
        write=[tenant.checkout], home=tenant.home, warehouse=[], with_proxies=False
    )
    sandbox = replace(sandbox, read=(*sandbox.read, *readable_paths([root / "bin" / "python"])))
    lines: list[str] = []
    code = run_program(
        [str(root / "bin" / "python"), "-I", "-c", READS, str(links / "secret")],
        cwd=tenant.checkout,
        env=bare_environment(tenant.home),
        grace=1,
        on_line=lines.append,
        sandbox=sandbox,
    )
    assert code == 0, lines
    assert lines[-1].startswith("refused")


def test_files_in_closed_folders_count_and_go(tmp_path: Path) -> None:
    within = tmp_path / "run" / "closed" / "within"
    within.mkdir(parents=True)
    (within / "large").write_bytes(bytes(1 << 20))
    # As another user than root, whom closed folders do not stop.
    script = f"""
import os
from pathlib import Path
from dalgo_flows.sandbox.run_folder import remove
from dalgo_flows.sandbox.supervisor import _larger
if os.geteuid() == 0:
    os.setresuid(40_000, 40_000, 40_000)
run = Path({str(tmp_path)!r}) / "run"
print(_larger(run, 2 << 20), _larger(run, 1 << 19), _larger(run / "closed" / "within" / "large", 1 << 19))
for folder in (run / "closed" / "within", run / "closed"):
    folder.chmod(0)
print(_larger(run, 2 << 20), _larger(run / "absent", 0))
remove(run)
print(run.exists())
"""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o777)
    if os.geteuid() == 0:
        for path in (tmp_path / "run", *(tmp_path / "run").rglob("*")):
            os.chown(path, 40_000, 40_000)
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert answer == ["False", "True", "True", "True", "False", "False"]


def test_removal_leaves_what_is_beside_a_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    remove(tmp_path / "absent")
    assert tmp_path.stat().st_mode & 0o777 == 0o711


def test_this_machine_isolates(tmp_path: Path) -> None:
    """The tests above leave out what a machine lacks; one that lacks everything proves nothing."""
    assert probe(tmp_path, 40_000).separates_organisations


def running(marker: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                line = (process / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if marker in line and not is_gone(int(process.name), 0.5):
                found.append(line)
    return found
