"""What the operator of a worker can set, all of it through the environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dalgo_flows.errors import ConfigError
from dalgo_flows.sandbox.spec import Limits


@dataclass(frozen=True)
class WorkerSettings:
    """Where a worker finds its files and how patient it is; every duration is in seconds."""

    clients_root: Path | None
    """``DALGO_CLIENTS_ROOT``: the folder that holds every organisation's checkout; nothing outside is touched."""

    dbt: Path
    """``DALGO_DBT``: the dbt to run; the one beside the worker's own Python when not set."""

    stop_grace: float
    """``DALGO_STOP_GRACE_SECONDS``: between SIGTERM and SIGKILL. Prefect's own grace is 30 s, so stay below."""

    poll_interval: float | None
    """``DALGO_AIRBYTE_POLL_SECONDS``: one fixed interval instead of 1 s, 5 s, 15 s with growing age of the job."""

    job_limit: float
    """``DALGO_AIRBYTE_JOB_LIMIT_SECONDS``: an Airbyte job older than this is cancelled."""

    outage_limit: float
    """``DALGO_AIRBYTE_OUTAGE_SECONDS``: how long a followed job survives an Airbyte that does not answer."""

    lost_answer_wait: float
    """``DALGO_AIRBYTE_LOST_ANSWER_SECONDS``: how long to look for a job whose start was never confirmed."""

    sync_retry_delay: float
    """``DALGO_SYNC_RETRY_SECONDS``: before a sync that failed for a passing reason is tried once more."""

    isolation_required: bool
    """``DALGO_ISOLATION``: ``required`` (default) or ``optional``, by which a worker that cannot isolate its steps
    serves several organisations all the same."""

    isolation_always: bool
    """``DALGO_ISOLATION=always``: a worker that cannot isolate its steps serves no run. For the pods of runs, which
    serve one organisation anyway and hold Prefect's credential."""

    private_hosts: bool
    """``DALGO_PRIVATE_HOSTS``: ``refuse`` (default) or ``allow`` repositories, packages and connections on the
    worker's own network, and repositories that are folders."""

    sandbox_users: range
    """``DALGO_SANDBOX_USERS``: ``first-last`` user ids, which nothing else on the machine uses; for workers that run
    as root. The first is git's, each of the others one run's."""

    limits: Limits
    """``DALGO_STEP_*``: bounds of one git or dbt step."""

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ) -> "WorkerSettings":
        """Read the settings; a value that is not a number raises :class:`ConfigError` naming the variable."""
        root = environ.get("DALGO_CLIENTS_ROOT", "").strip()
        # Not resolve(): in a virtual environment the interpreter is a link that leads away from its tools.
        own_dbt = Path(sys.executable).parent / "dbt"
        poll = environ.get("DALGO_AIRBYTE_POLL_SECONDS", "").strip()
        isolation = _choice(environ, "DALGO_ISOLATION", "required", "optional", "always")
        return WorkerSettings(
            clients_root=Path(root) if root else None,
            dbt=Path(environ.get("DALGO_DBT", "").strip() or own_dbt),
            stop_grace=seconds(environ, "DALGO_STOP_GRACE_SECONDS", 10),
            poll_interval=seconds(environ, "DALGO_AIRBYTE_POLL_SECONDS", 1) if poll else None,
            job_limit=seconds(environ, "DALGO_AIRBYTE_JOB_LIMIT_SECONDS", 24 * 3600),
            outage_limit=seconds(environ, "DALGO_AIRBYTE_OUTAGE_SECONDS", 300),
            lost_answer_wait=seconds(environ, "DALGO_AIRBYTE_LOST_ANSWER_SECONDS", 10),
            sync_retry_delay=seconds(environ, "DALGO_SYNC_RETRY_SECONDS", 10),
            isolation_required=isolation != "optional",
            isolation_always=isolation == "always",
            private_hosts=_choice(environ, "DALGO_PRIVATE_HOSTS", "refuse", "allow") == "allow",
            sandbox_users=_users(environ, "DALGO_SANDBOX_USERS", range(40_000, 41_000)),
            limits=_limits(environ),
        )


def seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value < float("inf"):
        raise ConfigError(f"The worker's {name} must be a positive number of seconds, not {text!r}.")
    return value


def _limits(environ: Mapping[str, str]) -> Limits:
    usual = Limits()
    return Limits(
        wall_seconds=seconds(environ, "DALGO_STEP_LIMIT_SECONDS", usual.wall_seconds),
        cpu_seconds=_whole(environ, "DALGO_STEP_CPU_SECONDS", usual.cpu_seconds),
        memory=_whole(environ, "DALGO_STEP_MEMORY_MIB", usual.memory >> 20) << 20,
        file_size=_whole(environ, "DALGO_STEP_FILE_MIB", usual.file_size >> 20) << 20,
        disk=_whole(environ, "DALGO_STEP_DISK_MIB", usual.disk >> 20) << 20,
        processes=_whole(environ, "DALGO_STEP_PROCESSES", usual.processes),
    )


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 1 << 31):
        raise ConfigError(f"The worker's {name} must be a positive whole number, not {text!r}.")
    return int(text)


def _choice(environ: Mapping[str, str], name: str, default: str, *others: str) -> str:
    text = environ.get(name, "").strip() or default
    if text not in (default, *others):
        choices = " or ".join(map(repr, (default, *others)))
        raise ConfigError(f"The worker's {name} must be {choices}, not {text!r}.")
    return text


def _users(environ: Mapping[str, str], name: str, default: range) -> range:
    text = environ.get(name, "").strip()
    if not text:
        return default
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 0 < int(first) < int(last) < 1 << 31):
        raise ConfigError(f"The worker's {name} must be two user ids as in 40000-40999, not {text!r}.")
    return range(int(first), int(last) + 1)
