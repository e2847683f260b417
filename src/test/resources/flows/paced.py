"""A flow for tests: logs some lines, waits for a file, and ends as its parameters say."""

import os
import time
from pathlib import Path

from dalgo_flows.heartbeat import heartbeat
from prefect import flow, get_run_logger, task
from prefect.states import Completed


@task
def step(label: str, config: dict):
    logger = get_run_logger()
    for number in range(config.get("lines", 3)):
        logger.info("line %s", number)
    gate = config.get("gate")
    while gate and not Path(gate).exists():
        time.sleep(0.1)
    ending = config.get("ending")
    if ending == "crash":
        os._exit(1)
    if ending == "fail":
        raise ValueError("fails as requested")
    if ending == "tests":
        return Completed(name="DBT_TEST_FAILED", message="a test failed")
    return "done"


@flow(name="paced")
def run(config: dict):
    with heartbeat():
        label = config["label"]
        named = step.with_options(name=label, task_run_name=label)
        state = named(label, config, return_state=True)
    if state.name == "DBT_TEST_FAILED":
        return Completed(name="DBT_TEST_FAILED", message="a test failed")
    return state
