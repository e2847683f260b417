"""Standard output of a flow's process, which Prefect's worker reads through a pipe."""

import os
import stat


def detach_from_worker() -> None:
    """Close the worker's pipes, so that the run goes on when the worker is killed.

    A write to a pipe without a reader fails, and its error would end the run. What a run has to say is in Prefect's
    log, which does not pass through the worker.
    """
    if "PREFECT__FLOW_RUN_ID" not in os.environ:
        # Called by a test or by hand.
        return
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for descriptor in (1, 2):
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                os.dup2(nowhere, descriptor)
    finally:
        os.close(nowhere)
