"""Checkouts of the organisations' dbt repositories."""

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.lines import Redactor, plain
from dalgo_flows.log import Log
from dalgo_flows.processes import bare_environment, run_program

_ASKPASS = """#!/bin/sh
case "$1" in
  Username*) printf '%s\\n' "$DALGO_GIT_USERNAME" ;;
  *) printf '%s\\n' "$DALGO_GIT_PASSWORD" ;;
esac
"""
_SCHEMES = frozenset({"https", "http", "ssh", "git", "file"})
_SCP_LIKE = re.compile(r"^[\w.-]+@[\w.-]+:[^:]+$")


@dataclass(frozen=True)
class Remote:
    """A repository's address, with the credentials taken out of it."""

    url: str
    username: str = ""
    password: str = ""

    @staticmethod
    def parse(url: str) -> "Remote":
        """Split ``https://oauth2:<token>@host/owner/name.git``; any other kind of address is kept as it is."""
        if _SCP_LIKE.match(url) or url.startswith("/"):
            return Remote(url)
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise ConfigError("The repository's URL is not a URL.") from None
        if parts.scheme not in _SCHEMES:
            # Also keeps out what git would take for an option or for a command (ext::).
            raise ConfigError(f"The repository's URL must begin with one of {', '.join(sorted(_SCHEMES))}.")
        if parts.scheme not in ("http", "https"):
            return Remote(url)
        address = f"[{host}]" if ":" in host else host
        clean = parts._replace(netloc=f"{address}:{port}" if port else address)
        return Remote(urlunsplit(clean), unquote(parts.username or ""), unquote(parts.password or ""))


class Checkout:
    """One folder that follows the branch of one remote; local changes and local commits in it do not survive."""

    def __init__(self, folder: Path, remote: Remote | None, log: Log, grace: float) -> None:
        self._folder = folder
        self._remote = remote
        self._log = log
        self._grace = grace
        secrets = (remote.password, remote.username) if remote and remote.password else ()
        self._redact = Redactor(secrets)

    def update(self) -> None:
        """Clone when the folder is no checkout yet, else move it to the newest commit of its branch."""
        with tempfile.TemporaryDirectory(prefix="dalgo-git-") as home:
            environment = self._environment(Path(home))
            if (self._folder / ".git").exists():
                self._fetch(environment)
            else:
                self._clone(environment)
            self._git(["log", "-1", "--format=Now at %h %s"], environment)

    def _clone(self, environment: dict[str, str]) -> None:
        if self._remote is None:
            raise ConfigError(
                "There is no checkout yet and no URL to clone from: neither env.gitrepo_url nor a Secret block."
            )
        if self._folder.is_dir() and any(self._folder.iterdir()):
            raise StepFailed("The project's folder holds files but is no git checkout; nothing was overwritten.")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._git(["clone", "--", self._remote.url, "."], environment)

    def _fetch(self, environment: dict[str, str]) -> None:
        if self._remote is not None:
            self._git(["remote", "set-url", "origin", self._remote.url], environment)
        branch = self._branch(environment)
        self._git(["fetch", "--prune", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}"], environment)
        self._git(["reset", "--hard", f"refs/remotes/origin/{branch}"], environment)

    def _branch(self, environment: dict[str, str]) -> str:
        lines: list[str] = []
        code = self._run(["symbolic-ref", "--short", "HEAD"], environment, lines.append)
        if code != 0 or not lines:
            raise StepFailed("The checkout is not on a branch, so there is no remote branch to follow.")
        return lines[0].strip()

    def _git(self, arguments: list[str], environment: dict[str, str]) -> None:
        last: list[str] = []

        def show(line: str) -> None:
            # A progress meter rewrites its line with carriage returns.
            text = self._redact(plain(line.rsplit("\r", 1)[-1]))
            if text:
                self._log.info("%s", text)
                last[:] = [text]

        code = self._run(arguments, environment, show)
        if code != 0:
            raise StepFailed(f"git {arguments[0]} failed: {last[0] if last else f'exit code {code}'}")

    def _run(self, arguments: list[str], environment: dict[str, str], on_line: Callable[[str], None]) -> int:
        command = [
            "git",
            "-c",
            f"safe.directory={self._folder}",
            "-c",
            "credential.helper=",
            "-c",
            "core.hooksPath=/dev/null",
            # Housekeeping would go on in the background after the step.
            "-c",
            "gc.auto=0",
            *arguments,
        ]
        return run_program(command, cwd=self._folder, env=environment, grace=self._grace, on_line=on_line)

    def _environment(self, home: Path) -> dict[str, str]:
        askpass = home / "askpass"
        askpass.write_text(_ASKPASS)
        askpass.chmod(0o700)
        environment = bare_environment(home) | {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": str(askpass),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ALLOW_PROTOCOL": ":".join(sorted(_SCHEMES)),
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
            "LC_ALL": "C",
        }
        if self._remote is not None:
            environment["DALGO_GIT_USERNAME"] = self._remote.username
            environment["DALGO_GIT_PASSWORD"] = self._remote.password
        return environment
