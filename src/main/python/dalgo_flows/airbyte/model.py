"""What a pipeline reads of Airbyte's jobs; fields Airbyte may leave out have their natural zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TERMINAL = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True)
class Statistics:
    """How far a sync has come; ``estimated_records`` is the estimate of the source, if it has one."""

    records: int
    bytes: int
    estimated_records: int | None


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed: ``reason`` is Airbyte's text for users, ``kind`` its failureType."""

    reason: str
    kind: str


@dataclass(frozen=True)
class Attempt:
    """One try of a job; Airbyte numbers them from 0."""

    number: int
    failures: tuple[Failure, ...]
    statistics: Statistics | None


@dataclass(frozen=True)
class Job:
    """A job; ``kind`` is Airbyte's configType, in which a clear is called ``reset_connection``."""

    id: int
    kind: str
    status: str
    attempts: tuple[Attempt, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether it will never run again; a status of a newer Airbyte counts as not over."""
        return self.status in _TERMINAL

    @property
    def failure(self) -> Failure | None:
        """The reason a user should read: of the last failed attempt, the first one with a text for users."""
        for attempt in reversed(self.attempts):
            if attempt.failures:
                return next((f for f in attempt.failures if f.reason), attempt.failures[0])
        return None


def read_job(answer: Mapping[str, Any]) -> Job:
    """The job in an answer of jobs/list (attempts bare) or jobs/get* (attempts wrapped)."""
    job = answer["job"]
    attempts = (_read_attempt(entry.get("attempt", entry)) for entry in answer.get("attempts") or ())
    return Job(
        id=int(job["id"]),
        kind=str(job.get("configType", "")),
        status=str(job["status"]),
        attempts=tuple(sorted(attempts, key=lambda attempt: attempt.number)),
    )


def read_statistics(stats: Mapping[str, Any]) -> Statistics:
    """Counters in an attempt's totalStats or in sync_progress, which use the same names."""
    estimated = stats.get("estimatedRecords")
    return Statistics(
        records=int(stats.get("recordsEmitted") or 0),
        bytes=int(stats.get("bytesEmitted") or 0),
        estimated_records=None if estimated is None else int(estimated),
    )


def _read_attempt(attempt: Mapping[str, Any]) -> Attempt:
    summary = attempt.get("failureSummary") or {}
    stats = attempt.get("totalStats")
    return Attempt(
        number=int(attempt["id"]),
        failures=_read_failures(summary.get("failures") or ()),
        statistics=read_statistics(stats) if stats else None,
    )


def _read_failures(failures: Sequence[Mapping[str, Any]]) -> tuple[Failure, ...]:
    return tuple(
        Failure(reason=str(f.get("externalMessage") or "").strip(), kind=str(f.get("failureType") or "unknown"))
        for f in failures
    )
