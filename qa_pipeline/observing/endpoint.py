"""Where Prometheus asks: an HTTP server in a thread of its own that answers every GET with the metrics."""

from dataclasses import dataclass
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server

from qa_pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that answers until it is closed, or until the process ends."""

    server: WSGIServer
    thread: Thread

    @property
    def port(self) -> int:
        return self.server.server_port

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def serve_metrics(registry: CollectorRegistry, *, host: str, port: int, setting: str) -> Endpoint:
    """Answer with a registry's metrics; raises UsageError naming the setting where the address is not to be had."""
    try:
        server, thread = start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{setting}={port}: {host}:{port} cannot be listened on ({reason}); 0 is off") from None
    return Endpoint(server, thread)
