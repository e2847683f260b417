"""The heartbeat of a run: a killed process reports nothing, so the backend treats silence as its end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.events import emit_event
from prefect.runtime import flow_run

EVENT = "dalgo.run.alive"
SECONDS_BETWEEN = 5.0


@contextmanager
def heartbeat(seconds_between: float = SECONDS_BETWEEN) -> Iterator[None]:
    """Emit an event every few seconds, from now until the block ends.

    A run whose heartbeat stops is one whose process was killed: the backend ends it.
    """
    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.get_id()}"}
    ended = threading.Event()

    def beat() -> None:
        while True:
            emit_event(event=EVENT, resource=resource)
            if ended.wait(seconds_between):
                return

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
