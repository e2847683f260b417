"""Following a job to its end: its log lines and counters pass on as they grow, and it never outlives the run."""

import time
from collections.abc import Callable

from dalgo_flows.airbyte.api import AirbyteApi
from dalgo_flows.airbyte.attempt_log import ForwardedLog
from dalgo_flows.airbyte.errors import AirbyteRefused, AirbyteSilent
from dalgo_flows.airbyte.model import Failure, Job, Statistics
from dalgo_flows.errors import StepFailed
from dalgo_flows.log import Log
from dalgo_flows.settings import WorkerSettings

_NOT_RETRYABLE = frozenset({"config_error", "manual_cancellation"})
_LAST_LOOKS = 3
_LAST_LOOK_SECONDS = 0.5


class JobUnsuccessful(StepFailed):
    """The job ended as failed or cancelled; nothing of it runs any more."""


class JobFollower:
    """Follows one job at a time for one step."""

    def __init__(
        self,
        api: AirbyteApi,
        log: Log,
        settings: WorkerSettings,
        on_progress: Callable[[Statistics], None] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api = api
        self._log = log
        self._settings = settings
        self._on_progress = on_progress
        self._pause = pause

    def follow(self, job_id: int, connection_id: str) -> Job:
        """Pass on the job's log until it succeeded; every other end raises.

        When the step itself is ended (cancel, time limit, a fault of ours) the job is cancelled. Only an Airbyte
        that does not answer leaves it running.
        """
        log = _JobLog(self._api, self._log, job_id)
        try:
            job = self._watch(job_id, lambda now: self._pass_on(now, connection_id, log))
        except AirbyteSilent:
            raise
        except BaseException:
            self.cancel(job_id)
            raise
        log.finish(job, self._pause)
        self._report(job)
        if job.status != "succeeded":
            raise _unsuccessful(job)
        return job

    def wait_until_over(self, job_id: int) -> None:
        """Wait for the job of another client, which is neither reported nor cancelled."""
        self._watch(job_id, lambda _: None)

    def cancel(self, job_id: int) -> None:
        """Cancel the job; a failure to do so is only logged, since the step ends in any case."""
        try:
            self._api.cancel(job_id)
            self._log.info("Airbyte job %d was asked to stop.", job_id)
        except (AirbyteSilent, AirbyteRefused) as failure:
            try:
                if self._api.job(job_id).is_over:
                    return
            except (AirbyteSilent, AirbyteRefused):
                pass
            self._log.warning("Airbyte job %d may still run: %s", job_id, failure)

    def _watch(self, job_id: int, on_look: Callable[[Job], None]) -> Job:
        begin = time.monotonic()
        last_answer = begin
        silent = False
        while True:
            try:
                job = self._api.job(job_id)
                on_look(job)
                if job.is_over:
                    return job
                last_answer, silent = time.monotonic(), False
            except (AirbyteSilent, AirbyteRefused) as failure:
                if not failure.transient or time.monotonic() - last_answer > self._settings.outage_limit:
                    raise
                if not silent:
                    self._log.warning("%s Asking again.", failure)
                silent = True
            age = time.monotonic() - begin
            if age > self._settings.job_limit:
                raise StepFailed(f"Airbyte job {job_id} did not end within {self._settings.job_limit:g} s.")
            self._pause(self._interval(age))

    def _interval(self, age: float) -> float:
        if self._settings.poll_interval is not None:
            return self._settings.poll_interval
        return 1.0 if age < 30 else 5.0 if age < 300 else 15.0

    def _pass_on(self, job: Job, connection_id: str, log: "_JobLog") -> None:
        log.pass_on(job)
        if job.is_over or self._on_progress is None:
            return
        # Old servers count in the attempt while it runs, newer ones only in sync_progress.
        if not self._report(job):
            statistics = self._api.progress(connection_id)
            if statistics is not None and statistics.records:
                self._on_progress(statistics)

    def _report(self, job: Job) -> bool:
        statistics = job.attempts[-1].statistics if job.attempts else None
        if self._on_progress is None or statistics is None or not statistics.records:
            return False
        self._on_progress(statistics)
        return True


class _JobLog:
    """The logs of a job's attempts, one after the other."""

    def __init__(self, api: AirbyteApi, log: Log, job_id: int) -> None:
        self._api = api
        self._log = log
        self._job_id = job_id
        self._attempt = 0
        self._forwarded = ForwardedLog()

    def pass_on(self, job: Job) -> bool:
        """Pass on what is new; answers whether anything was."""
        any_news = False
        for attempt in job.attempts:
            if attempt.number < self._attempt:
                continue
            if attempt.number > self._attempt:
                self._attempt = attempt.number
                self._forwarded = ForwardedLog()
                self._log.warning("Airbyte tries again: attempt %d.", attempt.number + 1)
            news = self._forwarded.news(self._api.attempt_log(self._job_id, attempt.number))
            for line in news:
                self._log.log(line.level, "%s", line.text)
            any_news = any_news or bool(news)
        return any_news

    def finish(self, job: Job, pause: Callable[[float], None]) -> None:
        """Airbyte's log store runs behind its job states, so look until nothing more comes."""
        for _ in range(_LAST_LOOKS):
            pause(_LAST_LOOK_SECONDS)
            try:
                if not self.pass_on(job):
                    return
            except (AirbyteSilent, AirbyteRefused) as failure:
                self._log.warning("The end of Airbyte's log is missing: %s", failure)
                return


def _unsuccessful(job: Job) -> JobUnsuccessful:
    if job.status == "cancelled":
        return JobUnsuccessful(f"Airbyte job {job.id} was cancelled in Airbyte.")
    failure = job.failure or Failure(reason="", kind="unknown")
    reason = failure.reason or "Airbyte gives no reason."
    kinds = {f.kind for attempt in job.attempts[-1:] for f in attempt.failures}
    return JobUnsuccessful(
        f"Airbyte job {job.id} failed ({failure.kind}): {reason}", transient=not kinds & _NOT_RETRYABLE
    )
