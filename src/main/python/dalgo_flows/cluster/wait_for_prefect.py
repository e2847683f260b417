"""Waits until Prefect answers, then becomes a command: ``python -m dalgo_flows.cluster.wait_for_prefect [command…]``.

A worker waits because its observer pauses for a minute when the server mounts its routes. A run waits because network
policies come into force a moment after the pod's first process, and Prefect's engine gives up at the first refusal.
"""

import os
import sys
import time
import urllib.request

from dalgo_flows.settings import seconds


def main(command: list[str] | None = None) -> int:
    """Answer 0 when the server answers, 1 when it does not in time; with a command the process becomes that."""
    address = os.environ["PREFECT_API_URL"].rstrip("/") + "/health"
    deadline = time.monotonic() + seconds(os.environ, "DALGO_PREFECT_WAIT_SECONDS", 300)
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    break
        except OSError:
            # Not there yet; urllib's own failures are of this kind.
            pass
        time.sleep(0.5)
    else:
        return 1
    if command:
        os.execvp(command[0], command)  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
