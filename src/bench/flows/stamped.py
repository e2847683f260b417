"""A flow for benchmarks: says lines that carry the time at which they were said, then waits until it is let go."""

import random
import time
from pathlib import Path

from dalgo_flows.heartbeat import heartbeat
from prefect import flow, get_run_logger, task


@task(name="step", task_run_name="{label}")
def step(label: str, config: dict):
    logger = get_run_logger()
    for number in range(config["lines"]):
        logger.info("stamp %d %d", number, time.time_ns())
        # At random, so that lines do not keep step with anybody's timer.
        time.sleep(random.uniform(0, 2 * config["pause"]))
    gate = config.get("gate")
    while gate and not Path(gate).exists():
        time.sleep(0.1)


@flow(name="stamped")
def run(config: dict):
    with heartbeat():
        step(config["label"], config)
