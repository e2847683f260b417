"""Starting a job once: a connection runs one job at a time, and a lost answer must not start a second."""

import time
from collections.abc import Callable

from dalgo_flows.airbyte.api import AirbyteApi
from dalgo_flows.airbyte.errors import AirbyteRefused, AirbyteSilent
from dalgo_flows.airbyte.follow import JobFollower
from dalgo_flows.airbyte.model import Job
from dalgo_flows.errors import StepFailed
from dalgo_flows.log import Log

_TRIES = 5
_LOOK_AGAIN_SECONDS = 1.0
_CONFLICT = 409


class JobStart:
    """How one step gets the Airbyte job it then follows.

    ``start`` sends the one request that is not repeatable; ``kinds`` are the configTypes of the jobs it starts.
    ``attaches`` says whether a job of that kind that runs already does this step's work.
    """

    def __init__(
        self,
        api: AirbyteApi,
        follower: JobFollower,
        log: Log,
        *,
        connection_id: str,
        kinds: frozenset[str],
        start: Callable[[], int],
        attaches: bool,
        lost_answer_wait: float,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api = api
        self._follower = follower
        self._log = log
        self._connection_id = connection_id
        self._kinds = kinds
        self._start = start
        self._attaches = attaches
        self._lost_answer_wait = lost_answer_wait
        self._pause = pause

    def attach_or_start(self) -> int:
        """The id of the job to follow, found running or started."""
        for _ in range(_TRIES):
            jobs = self._api.newest_jobs(self._connection_id)
            running = next((job for job in jobs if not job.is_over), None)
            if running is not None and self._attaches and running.kind in self._kinds:
                self._log.info("Airbyte job %d already runs for this connection; following it.", running.id)
                return running.id
            if running is not None:
                self._log.info("Waiting for Airbyte job %d (%s) of this connection.", running.id, running.kind)
                self._follower.wait_until_over(running.id)
                continue
            try:
                return self._start_after(max((job.id for job in jobs), default=0))
            except AirbyteRefused as refused:
                if refused.status != _CONFLICT:
                    raise
                # Another client started a job between the look and the start.
                self._pause(_LOOK_AGAIN_SECONDS)
        raise StepFailed("Airbyte says that another job runs for this connection, but shows none.", transient=True)

    def _start_after(self, newest_id: int) -> int:
        try:
            job_id = self._start()
        except AirbyteSilent as silent:
            return self._adopt(newest_id, silent, silent.may_have_acted)
        except AirbyteRefused as refused:
            # A gateway's error says nothing about what Airbyte behind it did.
            return self._adopt(newest_id, refused, refused.status >= 500)
        except Exception:
            raise
        except BaseException:
            # Cancelled between request and answer: what was started must not run on unseen.
            job = self._started_after(newest_id)
            if job is not None:
                self._follower.cancel(job.id)
            raise
        self._log.info("Airbyte job %d started.", job_id)
        return job_id

    def _adopt(self, newest_id: int, failure: StepFailed, may_have_started: bool) -> int:
        if not may_have_started:
            raise failure
        self._log.warning("%s Looking whether the job was started all the same.", failure)
        deadline = time.monotonic() + self._lost_answer_wait
        while True:
            job = self._started_after(newest_id)
            if job is not None:
                self._log.info("Airbyte job %d was started; following it.", job.id)
                return job.id
            if time.monotonic() >= deadline:
                raise StepFailed(f"{failure} No job was started.", transient=True)
            self._pause(_LOOK_AGAIN_SECONDS)

    def _started_after(self, newest_id: int) -> Job | None:
        # Job ids ascend over the whole instance, so they show "since then" without a comparison of two clocks.
        try:
            jobs = self._api.newest_jobs(self._connection_id)
        except (AirbyteSilent, AirbyteRefused):
            return None
        return next((job for job in jobs if job.id > newest_id and job.kind in self._kinds), None)
