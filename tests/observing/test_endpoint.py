"""Where Prometheus asks."""

import socket
import urllib.request

import pytest
from prometheus_client import CollectorRegistry

from qa_pipeline.errors import UsageError
from qa_pipeline.observing.endpoint import serve_metrics
from qa_pipeline.observing.meters import Meters


def test_the_metrics_are_told_over_http() -> None:
    registry = CollectorRegistry()
    Meters(registry).audio_seconds.inc(5)
    endpoint = serve_metrics(registry, host="127.0.0.1", port=0, setting="CALLQA_METRICS_PORT")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}/metrics", timeout=10) as answer:
            assert b"callqa_audio_seconds_total 5.0" in answer.read()
    finally:
        endpoint.close()


def test_a_port_that_is_taken_is_refused_with_the_settings_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"CALLQA_METRICS_PORT={port}: .*; 0 is off"):
            serve_metrics(CollectorRegistry(), host="127.0.0.1", port=port, setting="CALLQA_METRICS_PORT")
