"""Signs of life of a run: a killed worker says nothing, so that silence has to mean something."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.events import emit_event
from prefect.runtime import flow_run

EVENT = "dalgo.run.alive"
SECONDS_BETWEEN = 5.0


@contextmanager
def signs_of_life(seconds_between: float = SECONDS_BETWEEN) -> Iterator[None]:
    """Emit an event every few seconds, from now until the block ends.

    The backend takes a run that showed signs of life and then fell silent for one whose worker was killed.
    """
    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.get_id()}"}
    ended = threading.Event()

    def beat() -> None:
        while True:
            emit_event(event=EVENT, resource=resource)
            if ended.wait(seconds_between):
                return

    threading.Thread(target=beat, name="signs of life", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
