"""What a step made, as data for the backend: stored in Prefect before the step ends, so that no outage loses it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.events import emit_event

from dalgo_flows.log import Log

ARTIFACT = "dalgo-step-outcome"
"""Type of the artifacts of a run that hold outcomes."""

EVENT = "dalgo.run.outcome"
"""Hints that a run has an outcome more; the artifact is what counts."""

_MOST_MESSAGE = 2_000
_LONG_MESSAGES = 200
_SHORT_MESSAGE = 200
_MOST_NAME = 500
_MOST_RESULTS = 5_000
_MOST_COUNTS = 20
_PART_BYTES = 64 << 10
_ATTEMPTS = 3

FAILED = ("error", "fail", "runtime error")
"""dbt's words for a node that failed itself."""


@dataclass(frozen=True)
class Fault:
    """What failed first, as far as it is named."""

    message: str
    unique_id: str | None = None
    name: str | None = None
    resource_type: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class NodeResult:
    """The result of one model, test, seed or snapshot. ``status`` is dbt's word."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float | None
    rows: int | None
    failures: int | None
    message: str
    file: str | None
    line: int | None

    @property
    def failed(self) -> bool:
        """Whether the node itself failed; a skipped one is the consequence of another's failure."""
        return self.status in FAILED


@dataclass(frozen=True)
class Outcome:
    """The end of one command of a step, or of a step without commands."""

    label: str
    slug: str
    command: str = ""
    number: int = 0
    """Position of the command within its step."""
    failed: bool = False
    fault: Fault | None = None
    results: Sequence[NodeResult] = field(default_factory=list)


class OutcomeStore:
    """Stores the outcomes of one step as artifacts of its task run."""

    def __init__(
        self,
        flow_run_id: UUID,
        task_run_id: UUID,
        log: Log,
        create: Callable[[ArtifactCreate], object] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._flow_run_id = flow_run_id
        self._task_run_id = task_run_id
        self._log = log
        self._create = create or _create
        self._pause = pause

    def store(self, outcome: Outcome) -> None:
        """Store an outcome and announce it. Prefect's refusal is logged and fails no step."""
        for part in parts(outcome):
            if not self._stored(part):
                return
        emit_event(event=EVENT, resource={"prefect.resource.id": f"prefect.flow-run.{self._flow_run_id}"})

    def _stored(self, part: str) -> bool:
        artifact = ArtifactCreate(
            type=ARTIFACT, data=part, flow_run_id=self._flow_run_id, task_run_id=self._task_run_id
        )
        for attempt in range(_ATTEMPTS):
            try:
                self._create(artifact)
            except Exception as failure:  # noqa: BLE001 - whatever the client raises, the step goes on
                if attempt + 1 == _ATTEMPTS:
                    self._log.warning("The results of this step could not be stored: %s.", type(failure).__name__)
                else:
                    self._pause(2.0**attempt)
            else:
                return True
        return False


def parts(outcome: Outcome) -> Iterator[str]:
    """The outcome as JSON texts of bounded size and number; each says which part of how many it is."""
    # Those that matter first: they survive the bounds.
    ordered = sorted(outcome.results, key=lambda result: (not result.failed, result.status != "warn"))
    kept = ordered[:_MOST_RESULTS]
    bodies = [_result(result, place) for place, result in enumerate(kept)]
    head = {
        "version": 1,
        "label": _cut(outcome.label, _MOST_NAME),
        "slug": _cut(outcome.slug, _MOST_NAME),
        "command": _cut(outcome.command, _MOST_NAME),
        "number": outcome.number,
        "failed": outcome.failed,
        "counts": _counts(outcome.results),
        "fault": _fault(outcome.fault),
        "left_out": len(ordered) - len(kept),
    }
    chunks = list(_chunks(bodies))
    for number, chunk in enumerate(chunks):
        yield json.dumps({**head, "part": number, "parts": len(chunks), "results": chunk})


def _chunks(bodies: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    chunk: list[dict[str, object]] = []
    size = 0
    for body in bodies:
        length = len(json.dumps(body))
        if chunk and size + length > _PART_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(body)
        size += length
    yield chunk


def _counts(results: Sequence[NodeResult]) -> dict[str, int]:
    # A status is dbt's word, which a tenant can replace by any other.
    counted = Counter(_cut(result.status, 40) or "" for result in results)
    return dict(counted.most_common(_MOST_COUNTS))


def _result(result: NodeResult, place: int) -> dict[str, object]:
    long = (result.failed or result.status == "warn") and place < _LONG_MESSAGES
    return {
        "unique_id": _cut(result.unique_id, _MOST_NAME),
        "name": _cut(result.name, _MOST_NAME),
        "resource_type": _cut(result.resource_type, 40),
        "status": _cut(result.status, 40),
        "seconds": result.seconds,
        "rows": result.rows,
        "failures": result.failures,
        "message": _cut(result.message, _MOST_MESSAGE if long else _SHORT_MESSAGE),
        "file": _cut(result.file, _MOST_NAME),
        "line": result.line,
    }


def _fault(fault: Fault | None) -> dict[str, object] | None:
    if fault is None:
        return None
    return {
        **asdict(fault),
        "message": _cut(fault.message, _MOST_MESSAGE),
        "unique_id": _cut(fault.unique_id, _MOST_NAME),
        "name": _cut(fault.name, _MOST_NAME),
        "resource_type": _cut(fault.resource_type, 40),
        "file": _cut(fault.file, _MOST_NAME),
    }


def _cut(text: str | None, most: int) -> str | None:
    if text is None:
        return None
    # PostgreSQL stores neither NUL nor half of a surrogate pair.
    text = text[: most + 1].replace("\x00", "").encode("utf-8", "replace").decode()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _create(artifact: ArtifactCreate) -> object:
    with get_client(sync_client=True) as client:
        return client.create_artifact(artifact)
