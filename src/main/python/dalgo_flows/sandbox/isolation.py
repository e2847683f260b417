"""Which mechanisms of isolation this machine offers: each is tried, not looked up."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dalgo_flows.sandbox import kernel, supervisor
from dalgo_flows.sandbox.spec import Addresses, SandboxSpec

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_CONFIGURATION = (
    "alternatives",
    "ca-certificates",
    "crypto-policies",
    "gai.conf",
    "host.conf",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "nsswitch.conf",
    "pki",
    "protocols",
    "resolv.conf",
    "services",
    "ssl",
    "timezone",
)
_CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_PROBE_SECONDS = 20
_PROBED_PORT = 10
# A connection to this machine is refused by the filter with EACCES; without it by the closed port. Where the filter may
# not connect sockets of others, what it allows is refused with EACCES, too.
_CONNECTS_WHERE_ALLOWED = f"""
import errno, socket, sys
refused = socket.socket().connect_ex(("127.0.0.1", 9))
allowed = socket.socket().connect_ex(("127.0.0.1", {_PROBED_PORT}))
sys.exit(refused != errno.EACCES or allowed not in (0, errno.ECONNREFUSED))
"""


@dataclass(frozen=True)
class Isolation:
    """The mechanisms that every sandbox of this worker uses."""

    own_user: bool = False
    bubblewrap: str | None = None
    landlock: int = 0
    addresses: bool = False

    @property
    def separates_organisations(self) -> bool:
        """Whether a step can neither read another organisation's files nor the worker's environment."""
        return self.own_user or self.bubblewrap is not None or self.landlock > 0

    def describe(self) -> str:
        """For the log of a run."""
        found = {
            "own user": self.own_user,
            "namespaces": self.bubblewrap is not None,
            f"Landlock {self.landlock}": self.landlock > 0,
            "address filter": self.addresses,
        }
        return ", ".join(name for name, offered in found.items() if offered) or "none"

    def apply_to(self, spec: SandboxSpec) -> SandboxSpec:
        """The specification with these mechanisms; its user and addresses count only where they are offered."""
        return replace(
            spec,
            user=spec.user if self.own_user else None,
            owns_user=spec.owns_user and self.own_user,
            bubblewrap=self.bubblewrap,
            landlock=self.landlock > 0,
            addresses=spec.addresses if self.addresses else None,
        )


def readable_paths(programs: Sequence[Path] = ()) -> tuple[str, ...]:
    """What every step may read: system libraries, certificates, this Python environment and some programs."""
    python = {sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    package = Path(__file__).parent.parent
    paths = [*_SYSTEM, *(f"/etc/{name}" for name in _CONFIGURATION), *python, str(package)]
    paths += [os.environ[name] for name in _CERTIFICATE_VARIABLES if os.environ.get(name)]
    for program in programs:
        paths += _environment_of(program)
    return tuple(dict.fromkeys(path for path in paths if path != "/" and os.path.exists(path)))  # noqa: PTH110


def _environment_of(program: Path) -> list[str]:
    """The virtual environment that a program lies in with the Python that made it, or else the program alone."""
    root = program.parent.parent
    python = root / "bin" / "python"
    if not (root / "pyvenv.cfg").is_file() or not python.exists():
        return [str(program)]
    # Not what the configuration names: links to a Python may stand in a folder of everything, such as a user's own bin.
    links = [python]
    while links[-1].is_symlink():
        links.append(links[-1].parent / links[-1].readlink())
    folders = [root, python.resolve().parent.parent]
    outside = [link for link in map(os.path.normpath, links) if not any(map(Path(link).is_relative_to, folders))]
    return [*map(str, folders), *outside]


def probe(folder: Path, user: int) -> Isolation:
    """Try every mechanism in a sandbox that does what a step does; ``user`` is a user id for the trial."""
    wanted = Isolation(
        own_user=kernel.LINUX and os.geteuid() == 0,
        bubblewrap=shutil.which("bwrap") if kernel.LINUX else None,
        landlock=kernel.landlock_abi(),
        addresses=kernel.LINUX,
    )
    with tempfile.TemporaryDirectory(dir=folder, prefix="probe-") as name:
        target = Path(name)
        if _works(wanted, target, user):
            return wanted
        # One after the other: what does not work beside the ones before is left out.
        offered = Isolation()
        for mechanism in ("bubblewrap", "own_user", "landlock", "addresses"):
            trial = replace(offered, **{mechanism: getattr(wanted, mechanism)})
            if trial != offered and _works(trial, target, user):
                offered = trial
        return offered


def _works(isolation: Isolation, folder: Path, user: int) -> bool:
    # The trial's own Python: started without its site packages, it does not know of the environment that it lies in.
    read = readable_paths([Path(sys.executable)])
    addresses = Addresses(endpoints=(("127.0.0.1", _PROBED_PORT),))
    spec = SandboxSpec(read=read, write=(str(folder),), user=user, owns_user=False, addresses=addresses)
    trial = _CONNECTS_WHERE_ALLOWED if isolation.addresses else "pass"
    marker = folder / "written"
    if os.geteuid() == 0:
        os.chown(folder, *((user, user) if isolation.own_user else (0, 0)))
    script = f"open({str(marker)!r}, 'w').close()\n{trial}"
    try:
        with subprocess.Popen(
            [*supervised(isolation.apply_to(spec), 1), sys.executable, "-I", "-S", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": os.defpath},
        ) as process:
            try:
                return process.wait(_PROBE_SECONDS) == 0 and marker.exists()
            except subprocess.TimeoutExpired:
                process.kill()
                return False
            finally:
                marker.unlink(missing_ok=True)
    except OSError:
        return False


def supervised(spec: SandboxSpec, grace: float) -> list[str]:
    """The command line that runs what follows it under the supervisor, confined."""
    start = (sys.executable, "-I", "-S", "-c", supervisor.BOOTSTRAP, supervisor.PACKAGE_ROOT, "supervisor")
    return [*start, spec.to_json(), f"{grace:g}"]
