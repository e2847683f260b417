"""Waits until Prefect answers, before its worker starts: ``python -m dalgo_flows.cluster.wait_for_prefect``."""

import os
import sys
import time
import urllib.request

from dalgo_flows.settings import seconds


def main() -> int:
    """Answer 0 when the server answers, 1 when it does not in time."""
    address = os.environ["PREFECT_API_URL"].rstrip("/") + "/health"
    deadline = time.monotonic() + seconds(os.environ, "DALGO_PREFECT_WAIT_SECONDS", 300)
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return 0
        except OSError:
            # Not there yet; urllib's own failures are of this kind.
            pass
        time.sleep(1)
    return 1


if __name__ == "__main__":
    sys.exit(main())
