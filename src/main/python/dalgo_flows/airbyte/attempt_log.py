"""The log of one attempt; each answer of Airbyte holds the whole log."""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dalgo_flows.lines import LogLine, plain

_LEVELS = {
    "FATAL": logging.ERROR,
    "ERROR": logging.ERROR,
    "WARN": logging.WARNING,
    "WARNING": logging.WARNING,
    "INFO": logging.INFO,
    "DEBUG": logging.DEBUG,
    "TRACE": logging.DEBUG,
}
_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?Z?\s+")
_LEVEL = re.compile(rf"^(?:\[?[\w.-]+\]?\s*>\s*)?(?:\[[\w.-]+\]\s*)?\[?({'|'.join(_LEVELS)})\]?\b")
_OVERLAP = 20
"""Lines that must match for two answers to count as one log, when the newer one no longer has its beginning."""


def read_log(logs: Mapping[str, Any] | None) -> list[LogLine]:
    """All lines of either shape: ``events`` (from 1.2) or ``logLines``. The shape decides, as logType may lack."""
    if not logs:
        return []
    events = logs.get("events")
    if events is not None:
        return [_from_event(event) for event in events]
    return [_from_text(str(line)) for line in logs.get("logLines") or ()]


class ForwardedLog:
    """Knows which lines of an attempt were passed on, so that each is passed on once."""

    def __init__(self) -> None:
        self._count = 0
        self._last: list[LogLine] = []

    def news(self, lines: Sequence[LogLine]) -> Sequence[LogLine]:
        """The lines not seen before, in order; they count as seen from now on."""
        new = lines[self._start(lines) :]
        self._count = len(lines) if new or len(lines) > self._count else self._count
        if new:
            self._last = list(lines[-_OVERLAP:])
        return new

    def _start(self, lines: Sequence[LogLine]) -> int:
        if self._count == 0:
            return 0
        known = len(self._last)
        if len(lines) >= self._count and list(lines[self._count - known : self._count]) == self._last:
            return self._count
        # Airbyte cuts the head of a very long log, or its storage is behind: look where the known end stands now.
        for end in range(len(lines), known - 1, -1):
            if list(lines[end - known : end]) == self._last:
                return end
        # Shorter than what we have and no known end: an older copy, nothing new. Else it is another log.
        return len(lines) if len(lines) <= self._count else 0


def _from_event(event: Mapping[str, Any]) -> LogLine:
    level = _LEVELS.get(str(event.get("level") or "info").upper(), logging.INFO)
    source = event.get("logSource")
    text = f"[{source}] {event.get('message') or ''}" if source else str(event.get("message") or "")
    if level >= logging.ERROR and event.get("stackTrace"):
        text = f"{text}\n{event['stackTrace']}"
    return LogLine(level, plain(text))


def _from_text(line: str) -> LogLine:
    # Prefect shows a time of its own beside each line.
    text = _TIME.sub("", plain(line))
    found = _LEVEL.match(text)
    return LogLine(_LEVELS[found.group(1)] if found else logging.INFO, text)
