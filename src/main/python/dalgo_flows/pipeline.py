"""The flow; deployments name it by its dotted path, ``dalgo_flows.pipeline.run``."""

import logging
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger
from prefect.exceptions import FailedRun
from prefect.states import Completed, Failed

from dalgo_flows.config import Pipeline, SyncStep, read_pipeline
from dalgo_flows.errors import ConfigError
from dalgo_flows.heartbeat import heartbeat
from dalgo_flows.output import detach_from_worker
from dalgo_flows.steps import DBT_TEST_FAILED, RunResources, run_step
from dalgo_flows.tracing import export_traces

if TYPE_CHECKING:
    from prefect.client.schemas import State

# Prefect imports the flow before it opens the span of the run.
export_traces()


@flow(name="dalgo-pipeline", persist_result=False)
def run(config: dict[str, Any]) -> "State[Any]":
    """Run a pipeline's steps in order.

    The run fails with the first step that fails. With ``continue_on_sync_failure`` a failed sync lets the others go
    on and fails the run at its end. Failed dbt tests do not fail it: they name its state.
    """
    detach_from_worker()
    logging.getLogger("prefect.flow_runs").addFilter(_without_engine_trace)
    try:
        pipeline = read_pipeline(config)
    except ConfigError as invalid:
        get_run_logger().error("%s", invalid)
        return Failed(message=str(invalid))
    with heartbeat(), RunResources(pipeline.org_slug) as resources:
        return _run_steps(pipeline, resources)


def _run_steps(pipeline: Pipeline, resources: RunResources) -> "State[Any]":
    failures: list[str] = []
    tests_failed = False
    for step in pipeline.steps:
        state = run_step(step, resources)
        tests_failed = tests_failed or state.name == DBT_TEST_FAILED
        if state.is_completed():
            continue
        failures.append(f"{step.label}: {state.message}")
        if not (pipeline.continue_on_sync_failure and isinstance(step, SyncStep)):
            break
    if failures:
        return Failed(message=" · ".join(failures))
    if tests_failed:
        return Completed(name=DBT_TEST_FAILED, message="The data did not pass all of its tests.")
    return Completed()


def _without_engine_trace(record: logging.LogRecord) -> bool:
    """Keep Prefect's engine from writing its own stack trace into the log of a run that ends as failed.

    The engine turns the state that the flow returns into an exception and logs that as unexpected. The step has
    said already what went wrong; a fault of ours, raised as any other exception, keeps its trace.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], FailedRun))
