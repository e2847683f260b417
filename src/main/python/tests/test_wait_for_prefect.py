import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

WAITS = [sys.executable, "-m", "dalgo_flows.cluster.wait_for_prefect"]


def environment(port: int, limit: str) -> dict[str, str]:
    return {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "DALGO_PREFECT_WAIT_SECONDS": limit,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PATH": "/usr/bin:/bin",
    }


class Mounting(BaseHTTPRequestHandler):
    """Answers 404 until its routes are mounted, as Prefect's server does."""

    asked = 0

    def do_GET(self) -> None:
        Mounting.asked += 1
        self.send_response(404 if Mounting.asked < 3 else 200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[int]:
    Mounting.asked = 0
    with HTTPServer(("127.0.0.1", 0), Mounting) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made.server_port
        made.shutdown()


def test_it_becomes_the_command_when_the_server_answers(server: int) -> None:
    done = subprocess.run(
        [*WAITS, "sh", "-c", "echo it works; exit 3"], env=environment(server, "60"), capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (3, "it works\n")
    assert Mounting.asked == 3


def test_a_server_that_does_not_answer_ends_the_wait() -> None:
    done = subprocess.run([*WAITS, "echo", "never"], env=environment(1, "1"), capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (1, "")
