"""Traces of runs, for an operator who has installed OpenTelemetry's SDK beside this package and named a collector."""

import os
from collections.abc import Mapping

from opentelemetry import trace

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def export_traces(environ: Mapping[str, str] = os.environ) -> bool:
    """Export spans from now on; False when no collector is named or the SDK is not there.

    Prefect opens the spans of a run and its tasks, within the trace that the backend put into the run's labels.
    It does so with ``PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY=true`` only.
    """
    if not any(environ.get(name) for name in ENDPOINTS):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return False
    service = environ.get("OTEL_SERVICE_NAME", "dalgo-worker")
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True
