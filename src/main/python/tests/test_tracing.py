import gzip
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dalgo_flows.tracing import export_traces

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

PROGRAM = f"""
from opentelemetry import propagate, trace
from dalgo_flows.tracing import export_traces

assert export_traces()
parent = propagate.extract(dict(traceparent="00-{TRACE}-00f067aa0ba902b7-01"))
trace.get_tracer("test").start_span("a run", context=parent).end()
"""


def test_without_a_collector_nothing_is_exported() -> None:
    assert not export_traces({})
    assert not export_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": ""})


def test_without_the_sdk_a_worker_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    assert not export_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})


def test_spans_of_a_process_reach_the_collector_in_the_trace_of_the_backend() -> None:
    pytest.importorskip("opentelemetry.sdk", reason="the extra 'tracing' is not installed")
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}"}
        subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60, env=environ)
        collector.shutdown()

    assert len(received) == 1, json.dumps([len(body) for body in received])
    assert bytes.fromhex(TRACE) in received[0]
    assert b"dalgo-worker" in received[0]
