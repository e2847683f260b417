"""Progress of a sync as Prefect events, so that a screen can show it without asking Airbyte."""

import time
from collections.abc import Callable
from uuid import UUID

from prefect.events import emit_event

from dalgo_flows.airbyte.model import Statistics

EVENT = "dalgo.sync.progress"
_LEAST_SECONDS_BETWEEN = 1.0


class ProgressEvents:
    """Emits the counters of one step, when they changed and at most once a second."""

    def __init__(
        self,
        flow_run_id: UUID,
        task_run_id: UUID,
        label: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run_id}"}
        self._task_run_id = str(task_run_id)
        self._label = label
        self._clock = clock
        self._last: Statistics | None = None
        self._next_at = float("-inf")

    def __call__(self, statistics: Statistics) -> None:
        """Emit the newest counters if they are due."""
        now = self._clock()
        if statistics == self._last or now < self._next_at:
            return
        self._last, self._next_at = statistics, now + _LEAST_SECONDS_BETWEEN
        emit_event(
            event=EVENT,
            resource=self._resource,
            payload={
                "task_run_id": self._task_run_id,
                "label": self._label,
                "records": statistics.records,
                "bytes": statistics.bytes,
                "estimated_total": statistics.estimated_records,
            },
        )
