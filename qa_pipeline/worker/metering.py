"""The worker's metrics: its processes count, its keeper tells Prometheus."""

import shutil
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from billiard.process import current_process

from qa_pipeline.observing.endpoint import Endpoint, serve_metrics
from qa_pipeline.observing.meters import Meters, share, shared_registry
from qa_pipeline.observing.queue import register_queue
from qa_pipeline.settings import Settings
from qa_pipeline.worker.events import Ended, Listeners, StageBegun

KEEP_SECONDS = 30.0
"""How long the standing of the queue is kept: many workers that are all asked must not keep the database busy."""


class Metering(AbstractContextManager["Metering"]):
    """While it is open, the metrics of a worker are told at `CALLQA_METRICS_PORT`, if that is set.

    `folder` is where the worker's processes count; empty where nobody asks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoint: Endpoint | None = None
        self.folder = ""

    def __enter__(self) -> "Metering":
        """Raises UsageError when the port is not to be had."""
        if not self._settings.metrics_port:
            return self
        self.folder = tempfile.mkdtemp(prefix="callqa-metrics-")
        registry = shared_registry(Path(self.folder))
        register_queue(registry, self._settings.resolved_database_url, keep=KEEP_SECONDS)
        host, port = self._settings.metrics_host, self._settings.metrics_port
        self._endpoint = serve_metrics(registry, host=host, port=port, setting="CALLQA_METRICS_PORT")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._endpoint is not None:
            self._endpoint.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def count_together(listeners: Listeners, folder: str) -> None:
    """Count what the processes that this one forks tell, in files of the folder."""
    share(Path(folder), slot)
    count(listeners, Meters())


def slot() -> str:
    """The place of this process in the pool: one that is made anew counts on where the one before it ended."""
    place = getattr(current_process(), "index", None)
    return "pool" if place is None else str(place)


def count(listeners: Listeners, meters: Meters) -> None:
    """Count what the listeners hear of."""
    counting = Counting(meters)
    listeners.stage.append(counting.on_stage)
    listeners.ended.append(counting.on_ended)


@dataclass
class Counting:
    """The stage in hand, since how many seconds after the claim, and where its end is counted."""

    meters: Meters
    stage: str = ""
    since: float = 0.0

    def on_stage(self, event: StageBegun) -> None:
        self._end_stage(event.seconds)
        self.stage, self.since = event.stage.value, event.seconds

    def on_ended(self, event: Ended) -> None:
        self._end_stage(event.seconds)
        self.meters.recordings.labels(event.end.value).inc()
        self.meters.recording_seconds.labels(event.end.value).observe(event.seconds)
        if event.code:
            self.meters.failures.labels(event.code).inc()
        if event.audio_seconds:
            self.meters.audio_seconds.inc(event.audio_seconds)
        if event.waited is not None:
            self.meters.waited_seconds.observe(event.waited)

    def _end_stage(self, seconds: float) -> None:
        if self.stage:
            self.meters.stage_seconds.labels(self.stage).observe(seconds - self.since)
        self.stage = ""
