"""Running the commands of one step in one dbt project."""

import logging
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from dalgo_flows.dbt.output import read_line
from dalgo_flows.dbt.profile import Warehouse, WrittenProfile, profile_name, write_profile
from dalgo_flows.dbt.project_check import check_project
from dalgo_flows.dbt.results import RunResults, read_fault
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.lines import Redactor, plain
from dalgo_flows.log import Log
from dalgo_flows.outcome import Fault, NodeResult, Outcome
from dalgo_flows.processes import bare_environment, proxies, run_program
from dalgo_flows.projects import Project
from dalgo_flows.sandbox.run_environment import RunEnvironment
from dalgo_flows.sandbox.run_folder import remove

_RESULTS_FAILED = 1
"""dbt's exit code when it ran through and a model or test did not succeed; 2 is a run that could not be made."""

# dbt fetches packages with git.
_VARIABLES = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "GIT_ALLOW_PROTOCOL": "http:https",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
}

_WITHOUT_TARGET = ("deps", "debug")

_PREAMBLE = "Encountered an error:"


_LONGEST_REASON = 500


class ResultsFailed(StepFailed):
    """dbt did its work to the end, and the work found something: a failing test, a model that does not build."""


class DbtProject:
    """A project of a run with the warehouse it writes to."""

    def __init__(
        self,
        project: Project,
        warehouse: Warehouse,
        environment: RunEnvironment,
        log: Log,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._project = project
        self._warehouse = warehouse
        self._environment = environment
        self._settings = environment.settings
        self._log = log
        self._on_outcome = on_outcome

    def run(self, commands: Sequence[str]) -> None:
        """Run the commands in order, each with its own profile; the first that fails ends the step."""
        for number, command in enumerate(commands):
            self._run(_split(command), number)

    def _run(self, words: list[str], number: int) -> None:
        if not self._settings.dbt.is_file():
            raise ConfigError("The worker has no dbt; set DALGO_DBT to the one it should run.")
        folder = self._project.checkout(self._log)
        # Packages that an earlier command or run installed are checked as well.
        packages = check_project(folder, private_hosts=self._settings.private_hosts)
        self._project.restore(packages)
        check_project(folder, private_hosts=self._settings.private_hosts)
        home = Path(tempfile.mkdtemp(prefix="dbt-", dir=self._environment.run.path))
        try:
            profile = write_profile(home, profile_name(folder), _target(words), self._warehouse)
            self._environment.run.hand_over(home)
            clean = self._cleaner(profile, folder, home)
            results = RunResults(folder, clean)
            code, last_error = self._start(words, folder, home, profile)
            outcome = _outcome(clean(" ".join(["dbt", *words])), number, code, clean(last_error), results.read())
        finally:
            remove(home)
        self._project.store(packages)
        self._on_outcome(outcome)
        _check(words, code, outcome)

    def _cleaner(self, profile: WrittenProfile, folder: Path, home: Path) -> Callable[[str], str]:
        """Takes secrets and the worker's folders out of a text that leaves the worker."""
        redact = Redactor(profile.secrets)
        root = self._settings.clients_root
        own = [folder, home, self._environment.run.path, *([root, root.resolve()] if root else [])]
        own += [self._settings.dbt.parent.parent, Path(sys.prefix), Path(sys.base_prefix)]
        places = sorted({f"{place}/" for place in own if len(place.parts) > 1}, key=len, reverse=True)

        def clean(text: str) -> str:
            text = redact(plain(text))
            for place in places:
                text = text.replace(place, "")
            return text

        return clean

    def _start(self, words: list[str], folder: Path, home: Path, profile: WrittenProfile) -> tuple[int, str]:
        redact = Redactor(profile.secrets)
        last_error = ""

        def pass_on(raw: str) -> None:
            nonlocal last_error
            line = read_line(raw)
            if line is None:
                return
            # Where a worker keeps its checkouts is nothing a tenant needs to know.
            text = redact(line.text).replace(f"{folder}/", "").replace(f"{home}/", "")
            self._log.log(line.level, "%s", text)
            if line.level >= logging.ERROR:
                last_error = text

        command = [
            str(self._settings.dbt),
            "--log-format",
            "json",
            "--log-level-file",
            "none",
            "--log-path",
            str(home),
            "--no-use-colors",
            "--no-send-anonymous-usage-stats",
            *words,
            # After the words of the deployment, so that these win.
            "--profiles-dir",
            str(home),
            "--project-dir",
            str(folder),
            *([] if _verb(words) in _WITHOUT_TARGET else ["--target-path", "target"]),
        ]
        # Packages and BigQuery are elsewhere on the internet; other warehouses are connected to without a proxy.
        with_proxies = _verb(words) == "deps" or self._warehouse.wtype == "bigquery"
        code = run_program(
            command,
            cwd=folder,
            env=bare_environment(home) | _VARIABLES | dict(profile.environment) | (proxies() if with_proxies else {}),
            grace=self._settings.stop_grace,
            on_line=pass_on,
            sandbox=self._environment.dbt_sandbox(
                write=[folder], home=home, warehouse=self._warehouse.endpoints(), with_proxies=with_proxies
            ),
        )
        return code, last_error


def _outcome(command: str, number: int, code: int, last_error: str, results: Sequence[NodeResult]) -> Outcome:
    if code == 0:
        return Outcome("", "", command, number, results=results)
    first = next((result for result in results if result.failed), None)
    if code == _RESULTS_FAILED and first is not None:
        fault = Fault(first.message, first.unique_id, first.name, first.resource_type, first.file, first.line)
    else:
        fault = read_fault(last_error.removeprefix(_PREAMBLE).strip() or f"exit code {code}")
    return Outcome("", "", command, number, failed=True, fault=fault, results=results)


def _check(words: Sequence[str], code: int, outcome: Outcome) -> None:
    if outcome.fault is None:
        return
    kind = ResultsFailed if code == _RESULTS_FAILED else StepFailed
    raise kind(f"dbt {words[0]} failed: {_reason(outcome.fault, outcome.results)}")


def _reason(fault: Fault, results: Sequence[NodeResult]) -> str:
    reason = " ".join(fault.message.split())
    if len(reason) > _LONGEST_REASON:
        reason = f"{reason[:_LONGEST_REASON]}…"
    if fault.name:
        reason = f"{fault.resource_type} {fault.name}{f' ({fault.file})' if fault.file else ''}: {reason}"
    others = sum(1 for result in results if result.failed) - 1
    return f"{reason} (and {others} more)" if others > 0 else reason


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    # The first word is where the backend thinks dbt is; a worker runs its own.
    if len(words) < 2:
        raise ConfigError(f"The dbt command {command!r} is not usable.")
    return words[1:]


def _verb(words: Sequence[str]) -> str:
    return next((word for word in words if not word.startswith("-")), "")


def _target(words: Sequence[str]) -> str:
    # Old deployments ask for a target by name; the one output there is then bears that name.
    for position, word in enumerate(words):
        if word in ("--target", "-t") and position + 1 < len(words):
            return words[position + 1]
        if word.startswith("--target="):
            return word.partition("=")[2]
    return "default"
