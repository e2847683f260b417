"""What dbt prints with ``--log-format json``: one object per line, from dbt 1.4 on."""

import json
import logging

from dalgo_flows.lines import LogLine, plain

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.ERROR,
}


def read_line(line: str) -> LogLine | None:
    """The message and level of one line of dbt; None for one that says nothing.

    What is not dbt's JSON (a warning of Python, a package's print) is passed on as it stands.
    """
    try:
        event = json.loads(line)
        info = event["info"]
        text, level = plain(str(info["msg"])), str(info["level"])
    except (ValueError, TypeError, KeyError):
        text, level = plain(line), "info"
    return LogLine(_LEVELS.get(level, logging.INFO), text) if text.strip() else None
