"""One recording in a worker's hands, as operations see it: its log lines, and its part in the metrics."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType

from qa_pipeline.observing.logs import about, short
from qa_pipeline.observing.meters import Meters

log = logging.getLogger(__name__)

BROKEN_OFF = "broken_off"
"""The outcome of work that ended without one: the worker was told to stop."""


class Work:
    """Use as a context manager around the work; tell it each stage as it begins, and how the work ended.

    Everything that this thread logs inside carries the recording's number, the stage and the worker.
    """

    def __init__(
        self, meters: Meters, *, recording_id: int, lane: str, worker: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._meters, self._lane, self._clock = meters, lane, clock
        self._told = about(recording=recording_id, lane=lane, worker=worker)
        self._inside = ExitStack()
        self._stage: tuple[str, float, AbstractContextManager[None]] | None = None
        self._begun = 0.0
        self._outcome = ""

    def __enter__(self) -> "Work":
        self._inside.enter_context(self._told)
        self._begun = self._clock()
        log.info("begun")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._outcome:
            self.ended(BROKEN_OFF)
        self._inside.close()

    def is_of(self, sha256: str) -> None:
        """From here on, lines also tell the beginning of the recording's sha256."""
        self._inside.enter_context(about(sha256=short(sha256)))

    def on_stage(self, stage: str) -> None:
        """A stage begins, and the one before it has ended."""
        self._end_stage()
        named = about(stage=str(stage))
        named.__enter__()
        self._stage = (str(stage), self._clock(), named)
        log.debug("stage")

    def ended(self, outcome: str, *, code: str = "", audio_seconds: float = 0.0) -> None:
        """The work has ended: scored, failed, to be tried again …; a code tells of which error."""
        seconds = self._clock() - self._begun
        self._log(outcome, code, seconds, audio_seconds)
        self._end_stage()
        self._outcome = outcome
        self._meters.recordings.labels(outcome, self._lane).inc()
        self._meters.recording_seconds.labels(outcome).observe(seconds)
        if code:
            self._meters.failures.labels(code).inc()
        if audio_seconds:
            self._meters.audio_seconds.inc(audio_seconds)

    def lost(self) -> None:
        """Another worker has taken the recording meanwhile; what was done is for nothing."""
        self._meters.claims_lost.inc()
        self.ended("lost", code="lease_lost")

    def _log(self, outcome: str, code: str, seconds: float, audio_seconds: float) -> None:
        level = logging.WARNING if code else logging.INFO
        told = {"seconds": round(seconds, 2), "audio_seconds": round(audio_seconds, 1) or "", "code": code}
        log.log(level, outcome, extra=told)

    def _end_stage(self) -> None:
        if self._stage is None:
            return
        stage, since, named = self._stage
        self._meters.stage_seconds.labels(stage).observe(self._clock() - since)
        named.__exit__(None, None, None)
        self._stage = None
