"""What the operator of a worker can set, all of it through the environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dalgo_flows.errors import ConfigError


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

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ) -> "WorkerSettings":
        """Read the settings; a value that is not a number raises :class:`ConfigError` naming the variable."""
        root = environ.get("DALGO_CLIENTS_ROOT", "").strip()
        # Not resolve(): in a virtual environment the interpreter is a link that leads away from its tools.
        own_dbt = Path(sys.executable).parent / "dbt"
        poll = environ.get("DALGO_AIRBYTE_POLL_SECONDS", "").strip()
        return WorkerSettings(
            clients_root=Path(root) if root else None,
            dbt=Path(environ.get("DALGO_DBT", "").strip() or own_dbt),
            stop_grace=_seconds(environ, "DALGO_STOP_GRACE_SECONDS", 10),
            poll_interval=_seconds(environ, "DALGO_AIRBYTE_POLL_SECONDS", 1) if poll else None,
            job_limit=_seconds(environ, "DALGO_AIRBYTE_JOB_LIMIT_SECONDS", 24 * 3600),
            outage_limit=_seconds(environ, "DALGO_AIRBYTE_OUTAGE_SECONDS", 300),
            lost_answer_wait=_seconds(environ, "DALGO_AIRBYTE_LOST_ANSWER_SECONDS", 10),
            sync_retry_delay=_seconds(environ, "DALGO_SYNC_RETRY_SECONDS", 10),
        )


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
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
