"""A run sends its heartbeat until it ends."""

import threading
from typing import Any

import pytest

from dalgo_flows import heartbeat


def test_beats_until_the_block_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[dict[str, Any]] = []
    third = threading.Event()

    def emit(**event: Any) -> None:
        beats.append(event)
        if len(beats) == 3:
            third.set()

    monkeypatch.setattr(heartbeat, "emit_event", emit)
    monkeypatch.setattr("prefect.runtime.flow_run.get_id", lambda: "a-run", raising=False)

    with heartbeat.heartbeat(seconds_between=0.01):
        assert third.wait(5)

    assert beats[0] == {"event": heartbeat.EVENT, "resource": {"prefect.resource.id": "prefect.flow-run.a-run"}}
    beating = [thread for thread in threading.enumerate() if thread.name == "heartbeat"]
    for thread in beating:
        thread.join(5)
    assert not any(thread.is_alive() for thread in beating)
