"""One step of a pipeline as one task run of Prefect; what the step says is logged inside it."""

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext
from prefect.exceptions import TerminationSignal
from prefect.states import Cancelled, Completed, Failed

from dalgo_flows.airbyte.api import AirbyteApi
from dalgo_flows.airbyte.follow import JobFollower
from dalgo_flows.airbyte.progress import ProgressEvents
from dalgo_flows.airbyte.server import AirbyteServer
from dalgo_flows.airbyte.start import JobStart
from dalgo_flows.blocks import secret_object, secret_text
from dalgo_flows.casts import casts_after_sync
from dalgo_flows.config import AirbyteStep, ClearStep, DbtStep, GitEnvironment, GitStep, Step, SyncStep
from dalgo_flows.dbt.profile import Warehouse
from dalgo_flows.dbt.project import DbtProject, ResultsFailed
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.git import Remote
from dalgo_flows.leftovers import remove_leftovers
from dalgo_flows.log import Log
from dalgo_flows.outcome import Fault, Outcome, OutcomeStore
from dalgo_flows.projects import Project, Projects
from dalgo_flows.sandbox.run_environment import RunEnvironment, run_environment
from dalgo_flows.settings import WorkerSettings

if TYPE_CHECKING:
    from prefect.client.schemas import State

DBT_TEST_FAILED = "DBT_TEST_FAILED"
"""Name of a COMPLETED state: the pipeline is done, and its tests found something in the data."""


class RunResources:
    """What the git and dbt steps of one run share; opened with the first of them, closed with the run."""

    def __init__(self, organisation: str) -> None:
        self._organisation = organisation
        self._exit = ExitStack()
        self._opened: tuple[RunEnvironment, Projects] | None = None

    def __enter__(self) -> "RunResources":
        return self

    def __exit__(self, *_: object) -> None:
        self._exit.close()

    def get(self, settings: WorkerSettings, log: Log) -> tuple[RunEnvironment, Projects]:
        """The run's folders and sandboxes, and the projects in them."""
        if self._opened is None:
            environment = self._exit.enter_context(run_environment(settings, self._organisation))
            log.info("Isolation of this step: %s.", environment.isolation.describe())
            remove_leftovers(environment, log)
            self._opened = environment, Projects(environment, runtime.deployment.id)
        return self._opened


def run_step(step: Step, resources: RunResources) -> "State[Any]":
    """Run the step as a task run that bears the step's label, and answer its final state.

    A :class:`TerminationSignal` (the run is cancelled, the worker stops) passes through once the step is cleaned up.
    """
    label = step.label or step.default_label
    interruption = _Interruption()
    state: State[Any] = _step_task.with_options(name=label, task_run_name=lambda: label)(
        step, label, resources, interruption, return_state=True
    )
    if interruption.signal is not None:
        raise interruption.signal
    return state


class _Interruption:
    """Carries a signal past Prefect's task engine, which would show the cancelled step as crashed."""

    signal: TerminationSignal | None = None


@task(cache_policy=NO_CACHE, persist_result=False)
def _step_task(step: Step, label: str, resources: RunResources, interruption: _Interruption) -> "State[Any]":
    log = get_run_logger()
    outcomes = _Outcomes(step.slug, label, log)
    try:
        _do(step, label, resources, outcomes, log)
    except TerminationSignal as signal:
        interruption.signal = signal
        log.warning("Stopped before its end.")
        return Cancelled(message="Stopped before its end.")
    except ResultsFailed as failure:
        if step.slug != "dbt-test":
            return _failed(failure, outcomes, log)
        log.warning("%s", failure)
        return Completed(name=DBT_TEST_FAILED, message=str(failure))
    except StepFailed as failure:
        return _failed(failure, outcomes, log)
    return Completed()


class _Outcomes:
    """Stores what the step made; the failure of one that says nothing of its own is its message."""

    def __init__(self, slug: str, label: str, log: Log) -> None:
        self._slug = slug
        self._label = label
        self._number = 0
        self._fault_is_stored = False
        context = TaskRunContext.get()
        run = context.task_run if context else None
        self._store = OutcomeStore(run.flow_run_id, run.id, log) if run is not None and run.flow_run_id else None

    def command(self, outcome: Outcome) -> None:
        self._number = outcome.number + 1
        self._fault_is_stored = outcome.failed
        self._put(replace(outcome, label=self._label, slug=self._slug))

    def failure(self, failure: StepFailed) -> None:
        if not self._fault_is_stored:
            self._put(Outcome(self._label, self._slug, number=self._number, failed=True, fault=Fault(str(failure))))

    def _put(self, outcome: Outcome) -> None:
        if self._store is not None:
            self._store.store(outcome)


def _failed(failure: StepFailed, outcomes: _Outcomes, log: Log) -> "State[Any]":
    outcomes.failure(failure)
    # A state rather than an exception, as Prefect would log an exception's stack trace into the tenant's log.
    log.error("%s", failure)
    return Failed(message=str(failure))


def _do(step: Step, label: str, resources: RunResources, outcomes: _Outcomes, log: Log) -> None:
    settings = WorkerSettings.from_environment(os.environ)
    if isinstance(step, SyncStep):
        _retry_once_if_transient(lambda: _sync(step, label, settings, log), settings, log)
        casts_after_sync(step.connection_id, log)
    elif isinstance(step, ClearStep):
        _clear(step, settings, log)
    elif isinstance(step, GitStep):
        _git(step, *resources.get(settings, log), log)
    elif isinstance(step, DbtStep):
        _dbt(step, *resources.get(settings, log), outcomes, log)
    else:
        raise ConfigError(f"No worker knows a step of type {step.type!r}.")


def _retry_once_if_transient(attempt: Callable[[], None], settings: WorkerSettings, log: Log) -> None:
    try:
        attempt()
    except StepFailed as failure:
        if not failure.transient:
            raise
        log.warning("%s Trying once more in %g s.", failure, settings.sync_retry_delay)
        time.sleep(settings.sync_retry_delay)
        attempt()


def _sync(step: SyncStep, label: str, settings: WorkerSettings, log: Log) -> None:
    context = TaskRunContext.get()
    on_progress = None
    if context is not None and context.task_run.flow_run_id is not None:
        on_progress = ProgressEvents(context.task_run.flow_run_id, context.task_run.id, label)
    with _airbyte(step) as api:
        follower = JobFollower(api, log, settings, on_progress)
        start = JobStart(
            api,
            follower,
            log,
            connection_id=step.connection_id,
            kinds=frozenset({"sync"}),
            start=lambda: api.start_sync(step.connection_id),
            attaches=True,
            lost_answer_wait=settings.lost_answer_wait,
        )
        _airbyte_job(step, api, start, follower)


def _clear(step: ClearStep, settings: WorkerSettings, log: Log) -> None:
    streams = [stream.model_dump() for stream in step.streams]
    with _airbyte(step) as api:
        follower = JobFollower(api, log, settings)
        start = JobStart(
            api,
            follower,
            log,
            connection_id=step.connection_id,
            kinds=frozenset({"reset_connection", "clear"}),
            start=lambda: api.start_clear(step.connection_id, streams),
            # A clear that runs already may be one of other streams.
            attaches=False,
            lost_answer_wait=settings.lost_answer_wait,
        )
        _airbyte_job(step, api, start, follower)


def _airbyte(step: AirbyteStep) -> AirbyteApi:
    return AirbyteApi(secret_object(step.airbyte_server_block, AirbyteServer), read_seconds=step.timeout)


def _airbyte_job(step: AirbyteStep, api: AirbyteApi, start: JobStart, follower: JobFollower) -> None:
    status = api.connection_status(step.connection_id)
    if status != "active":
        raise ConfigError(f"The connection is {status or 'in an unknown state'} in Airbyte, so nothing was started.")
    follower.follow(start.attach_or_start(), step.connection_id)


def _git(step: GitStep, environment: RunEnvironment, projects: Projects, log: Log) -> None:
    folder = step.working_dir
    if step.slug == "git-clone":
        # A clone names the folder above and, apart from it, the checkout within.
        if not step.env.project_dir:
            raise ConfigError("env.project_dir must name the folder to clone into.")
        folder = f"{folder.rstrip('/')}/{step.env.project_dir}"
    _bring_up_to_date(projects.at(folder, "working_dir"), step.env, environment, log)


def _bring_up_to_date(project: Project, source: GitEnvironment, environment: RunEnvironment, log: Log) -> None:
    if source.files_block:
        project.unpack(secret_text(source.files_block), log)
        return
    url = secret_text(source.url_block) if source.url_block else source.gitrepo_url
    project.pull(Remote.parse(url, private_hosts=environment.settings.private_hosts) if url else None, log)


def _dbt(step: DbtStep, environment: RunEnvironment, projects: Projects, outcomes: _Outcomes, log: Log) -> None:
    project = projects.at(step.project_dir, "project_dir")
    if step.env.has_source and not project.is_known():
        # A worker that never had this project: a new machine, or a pod that lives for one run.
        _bring_up_to_date(project, step.env, environment, log)
    warehouse = secret_object(step.env.profile_block, Warehouse)
    DbtProject(project, warehouse, environment, log, outcomes.command).run(step.commands)
