"""The dashboard's process: our log lines and metrics around Streamlit. `callqa serve` runs this module.

Its arguments are those of `streamlit`. Streamlit's own log lines quote whatever an exception says; here they go through
callqa's format, which leaves that out.
"""

import logging
import sys
from typing import Any

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings, load_settings

KEEP_SECONDS = 10.0
"""How long the standing of the queue is kept for the next scrape."""


def main() -> None:
    """Serve until stopped."""
    from streamlit.web import cli

    settings = load_settings()
    set_up_logs(settings)
    try:
        tell_metrics(settings)
    except UsageError as error:
        print(f"callqa: {error}", file=sys.stderr)  # noqa: T201  # the command's own message, at the terminal
        sys.exit(2)
    sys.exit(cli.main(prog_name="streamlit"))


def set_up_logs(settings: Settings) -> None:
    """Our format for everything, Streamlit's and its web server's loggers too, which bring handlers of their own."""
    from streamlit import logger as streamlit_logger
    from uvicorn.config import LOGGING_CONFIG

    from qa_pipeline.observing import logs

    def through_ours(logger: logging.Logger) -> None:
        logger.handlers.clear()
        logger.propagate = True

    replaced: Any = streamlit_logger
    replaced.setup_formatter = through_ours
    streamlit_logger.update_formatter()
    LOGGING_CONFIG["loggers"].clear()  # what the web server would give its loggers when it starts
    logs.set_up_logs(settings.log_level or "WARNING", settings.log_format)


def tell_metrics(settings: Settings) -> None:
    """Tell Prometheus how the database's queue stands, where a port is set for it."""
    if not settings.dashboard_metrics_port:
        return
    from prometheus_client import CollectorRegistry

    from qa_pipeline.observing.endpoint import serve_metrics
    from qa_pipeline.observing.queue import register_queue

    registry = CollectorRegistry()
    register_queue(registry, settings.resolved_database_url, keep=KEEP_SECONDS)
    port = settings.dashboard_metrics_port
    serve_metrics(registry, host=settings.metrics_host, port=port, setting="CALLQA_DASHBOARD_METRICS_PORT")


if __name__ == "__main__":
    main()
