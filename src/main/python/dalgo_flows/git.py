"""Repositories of dbt projects: a bare mirror for each, from which every run gets files of its own."""

import contextlib
import fcntl
import hashlib
import os
import posixpath
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.lines import Redactor, plain
from dalgo_flows.log import Log
from dalgo_flows.processes import bare_environment, proxies, run_program
from dalgo_flows.sandbox.network import require_public
from dalgo_flows.sandbox.run_environment import RunEnvironment

_ASKPASS = """#!/bin/sh
case "$1" in
  Username*) printf '%s\\n' "$DALGO_GIT_USERNAME" ;;
  *) printf '%s\\n' "$DALGO_GIT_PASSWORD" ;;
esac
"""
_REF = "refs/dalgo/head"
_LOCK_SECONDS = 0.1
_LONGEST_LINK = 4000

# The settings of every git command; the system's, the worker's and the repository's own count for nothing.
_CONFIGURATION = {
    "safe.directory": "*",
    "credential.helper": "",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.symlinks": "false",
    "core.autocrlf": "false",
    "core.attributesFile": os.devnull,
    "gc.autoDetach": "false",
    "fetch.recurseSubmodules": "false",
    "submodule.recurse": "false",
    "protocol.allow": "never",
    "protocol.http.allow": "always",
    "protocol.https.allow": "always",
    "init.defaultBranch": "main",
}
_FETCH = 'test -f HEAD || git init --quiet --bare . || exit; exec git "$@"'
# The last line names the commit; those before it are links, whose files hold where they lead.
_CHECK_OUT = f"""set -e
git read-tree --reset -u {_REF}
git ls-files --stage | grep '^120000 ' || true
git log -1 --format='commit %H %h %s' {_REF}
"""


@dataclass(frozen=True)
class Remote:
    """A repository's address, with the credentials taken out of it."""

    url: str
    username: str = ""
    password: str = ""

    @staticmethod
    def parse(url: str, *, private_hosts: bool = False) -> "Remote":
        """Split ``https://oauth2:<token>@host/owner/name.git``; a folder is a remote only with private hosts."""
        try:
            parts = urlsplit(f"file://{url}" if url.startswith("/") else url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise ConfigError("The repository's URL is not a URL.") from None
        if parts.scheme == "file" and private_hosts:
            return Remote(urlunsplit(parts))
        # Also keeps out what git would take for an option or for a command (ext::).
        if parts.scheme not in ("http", "https") or not host:
            raise ConfigError("The repository's URL must begin with https:// or http://.")
        address = f"[{host}]" if ":" in host else host
        clean = parts._replace(netloc=f"{address}:{port}" if port else address)
        return Remote(urlunsplit(clean), unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def folder(self) -> str | None:
        """The folder of a remote on this machine."""
        parts = urlsplit(self.url)
        return parts.path if parts.scheme == "file" else None

    @property
    def host(self) -> str:
        """The host to connect to."""
        return urlsplit(self.url).hostname or ""


def mirror_name(project: str, url: str) -> str:
    """What the mirror of a remote for a project is called."""
    return hashlib.sha256(f"{project}\n{url}".encode()).hexdigest()[:40]


class Mirror:
    """A bare copy of one remote for one project; only git writes to it, never a program of a tenant."""

    def __init__(self, environment: RunEnvironment, project: str, url: str, log: Log) -> None:
        self._folder = environment.mirrors / f"{mirror_name(project, url)}.git"
        self._environment = environment
        self._log = log

    def fetch(self, remote: Remote) -> None:
        """Bring the mirror to the newest commit of the remote's default branch."""
        settings = self._environment.settings
        if remote.folder is None and not settings.private_hosts:
            require_public(remote.host, "The repository")
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
        redact = Redactor((remote.password, remote.username) if remote.password else ())
        with self._locked(), self._home() as home:
            self._environment.give_to_git(self._folder)
            for stale in (*self._folder.glob("*.lock"), *self._folder.glob("refs/**/*.lock")):
                stale.unlink(missing_ok=True)
            environment = proxies() | _credentials(home, remote)
            fetch = ["fetch", "--no-tags", "--no-write-fetch-head", "--", remote.url, f"+HEAD:{_REF}"]
            self._git(
                ["sh", "-c", _FETCH, "git", *fetch], home, environment, cwd=self._folder, redact=redact, remote=remote
            )

    def check_out(self, target: Path) -> str:
        """Write the files of the newest commit into an empty folder and answer the commit's name."""
        if not (self._folder / "HEAD").exists():
            raise StepFailed("The project's repository was not pulled yet.")
        links: list[str] = []
        commit: list[str] = []

        def read(line: str) -> bool:
            if line.startswith("120000 "):
                links.append(line.partition("\t")[2])
            elif line.startswith("commit "):
                commit[:] = line.split(" ", 2)[1:]
            else:
                return False
            return True

        self._environment.give_to_git(target)
        with self._locked(), self._home() as home:
            self._environment.give_to_git(self._folder)
            environment = {
                "GIT_DIR": str(self._folder),
                "GIT_WORK_TREE": str(target),
                "GIT_INDEX_FILE": str(home / "index"),
            }
            self._git(["sh", "-c", _CHECK_OUT], home, environment, cwd=target, consume=read)
        for link in links:
            _restore_link(target, link)
        self._environment.run.hand_over(target)
        if len(commit) != 2:
            raise StepFailed("git named no commit.")
        self._log.info("Now at %s", plain(commit[1]))
        return commit[0]

    def _git(
        self,
        command: Sequence[str],
        home: Path,
        environment: Mapping[str, str],
        *,
        cwd: Path,
        redact: Redactor | None = None,
        remote: Remote | None = None,
        consume: Callable[[str], bool] = lambda _: False,
    ) -> None:
        last = ""

        def show(line: str) -> None:
            nonlocal last
            if consume(line):
                return
            # A progress meter rewrites its line with carriage returns.
            text = plain(line.rsplit("\r", 1)[-1])
            text = redact(text) if redact else text
            if text:
                self._log.info("%s", text)
                # git explains the fatal error in the lines after it.
                last = last if last.startswith("fatal: ") else text

        folder = remote.folder if remote else None
        configuration = _CONFIGURATION | ({"protocol.file.allow": "always"} if folder else {})
        # A checkout reads the mirror, which needs no right to write.
        written = [str(home), str(cwd)]
        read = [str(self._folder), *([folder] if folder else [])]
        code = run_program(
            command,
            cwd=cwd,
            env={**_git_environment(home, configuration), **environment},
            grace=self._environment.settings.stop_grace,
            on_line=show,
            sandbox=self._environment.git_sandbox(read=read, write=written, fetches=remote is not None),
        )
        if code != 0:
            verb = "fetch" if remote else "checkout"
            raise StepFailed(f"git {verb} failed: {last.removeprefix('fatal: ') or f'exit code {code}'}")

    @contextmanager
    def _home(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="git-", dir=self._environment.run.path) as name:
            self._environment.give_to_git(Path(name))
            yield Path(name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self._folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            deadline = time.monotonic() + self._environment.settings.limits.wall_seconds
            while True:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if time.monotonic() > deadline:
                    raise StepFailed("Another run still fetches the project's repository.", transient=True)
                time.sleep(_LOCK_SECONDS)
            yield
        finally:
            os.close(descriptor)


def _git_environment(home: Path, configuration: Mapping[str, str]) -> dict[str, str]:
    environment = bare_environment(home) | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_GLOBAL": str(_trusting(home)),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": str(len(configuration)),
        "LC_ALL": "C",
    }
    for number, (key, value) in enumerate(configuration.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


def _trusting(home: Path) -> Path:
    """A configuration that reaches the other side of a remote on this machine too, unlike the variables."""
    file = home / "gitconfig"
    file.write_text("[safe]\n\tdirectory = *\n")
    file.chmod(0o644)
    return file


def _credentials(home: Path, remote: Remote) -> dict[str, str]:
    askpass = home / "askpass"
    askpass.write_text(_ASKPASS)
    askpass.chmod(0o755)
    return {
        "GIT_ASKPASS": str(askpass),
        "DALGO_GIT_USERNAME": remote.username,
        "DALGO_GIT_PASSWORD": remote.password,
    }


def _restore_link(root: Path, name: str) -> None:
    """Make a link of the file that stands in for it, unless the link leaves the project."""
    if name.startswith('"'):
        raise StepFailed(f"The link {name} has a name that is not supported.")
    file = root / name
    with file.open(encoding="utf-8", errors="surrogateescape") as link:
        target = link.read(_LONGEST_LINK + 1)
    if not target or "\0" in target or len(target) > _LONGEST_LINK:
        raise StepFailed(f"The link {name} leads nowhere.")
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    if target.startswith("/") or inside == ".." or inside.startswith("../"):
        raise StepFailed(f"The link {name} leads out of the project; links may lead to files of the project only.")
    file.unlink()
    file.symlink_to(target)
