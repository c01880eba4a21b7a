"""One recording in a worker's process: claimed, heard, and ended as its error asks for."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from qa_pipeline.errors import (
    CallqaError,
    CorruptModel,
    LeaseLost,
    MissingExtra,
    MissingModel,
    Transient,
    Unavailable,
    UsageError,
)
from qa_pipeline.jobs import Processor
from qa_pipeline.lease import Lease, owner_name
from qa_pipeline.observing.logs import about
from qa_pipeline.pipeline import Stage
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.outage import patiently
from qa_pipeline.store.states import Lane, State
from qa_pipeline.worker.events import End, Ended, Listeners, StageBegun
from qa_pipeline.worker.limits import limits_for, within

log = logging.getLogger(__name__)

# What is wrong with the worker and not with the recording: the next one would fail alike.
UNFIT = (MissingModel, MissingExtra, CorruptModel, UsageError)
PAUSE_SECONDS = 5.0
"""How long a process waits when what every recording needs is away, before it takes another."""
GROWTH = 4


class Unfit(Exception):
    """This worker cannot hear anything as it is set up."""


@dataclass
class Ending:
    """How the claim in hand ended, put together on the way."""

    end: End = End.SCORED
    code: str = ""
    audio_seconds: float | None = None
    waited: float | None = None


@dataclass(frozen=True)
class Hearer:
    """Takes one recording at a time and sees each to an end that the database knows.

    `unanswered` is the name under which a recording was asked for and no answer came.
    """

    settings: Settings
    processor: Processor
    lanes: Sequence[Lane]
    listeners: Listeners = field(default_factory=Listeners)
    pause: Callable[[float], None] = time.sleep
    unanswered: list[str] = field(default_factory=list)

    def take_one(self) -> str:
        """Hear the most urgent recording that waits; says in a few words what became of it.

        Raises Unavailable where the database cannot be asked, Unfit where this worker should take no more.
        """
        lease = self._take()
        if lease is None:
            return "nothing waits"
        begun, ending = time.monotonic(), Ending(End.GIVEN_BACK)
        try:
            with about(recording_id=lease.recording_id), lease:
                self._hear(lease, ending, begun)
        finally:
            self._tell(lease.recording_id, ending, time.monotonic() - begun)
        return f"recording {lease.recording_id}: {ending.end}"

    def _take(self) -> Lease | None:
        owner = self.unanswered[0] if self.unanswered else owner_name()
        self.unanswered[:] = [owner]
        seconds = self.settings.lease_seconds
        lease = Lease.take_next(self.processor.store, self.lanes, seconds=seconds, owner=owner)
        self.unanswered.clear()
        return lease

    def _hear(self, lease: Lease, ending: Ending, begun: float) -> None:
        def tell(stage: Stage) -> None:
            log.info("stage %s", stage, extra={"recording_id": lease.recording_id, "stage": stage.value})
            self.listeners.tell_stage(StageBegun(lease.recording_id, stage, time.monotonic() - begun))

        try:
            facts = self._facts(lease, ending)
            limits = limits_for(duration=facts.duration, size_bytes=facts.size_bytes, settings=self.settings)
            with within(limits) as clock:
                self.processor.process_recording(lease, tell, clock.stopped)
            ending.end, ending.audio_seconds = End.SCORED, self._facts(lease, ending).duration
        except Exception as error:  # the edge: whatever it is, this recording's claim has to end and the next one begin
            self._end(lease, error, ending)

    def _end(self, lease: Lease, error: Exception, ending: Ending) -> None:
        """End the claim as the error asks for: docs/workers.md has the table."""
        ending.code = error.code if isinstance(error, CallqaError) else "internal"
        if isinstance(error, LeaseLost):
            ending.end = End.LOST
        elif isinstance(error, UNFIT):
            self._write(lease, lambda: self._give_back(lease))
            raise Unfit(str(error)) from error
        elif isinstance(error, Unavailable | OSError):
            ending.code, ending.end = Unavailable.code, End.LATER
            self._write(lease, lambda: self._set_back(lease, error))
            self.pause(PAUSE_SECONDS)
        elif isinstance(error, Transient | MemoryError):
            ending.code = error.code if isinstance(error, Transient) else "memory"
            self._write(lease, lambda: self._try_again(lease, error, ending))
        else:
            ending.end = End.FAILED
            self._write(lease, lambda: self._fail(lease, error, ending))
        log.warning("%s", error, extra={"recording_id": lease.recording_id, "code": ending.code}, exc_info=_ours(error))

    def _write(self, lease: Lease, write: Callable[[], None]) -> None:
        try:
            patiently(write, seconds=self.processor.patience)
        except CallqaError as error:
            log.error("its end could not be stored: %s", error, extra={"recording_id": lease.recording_id})

    def _give_back(self, lease: Lease) -> None:
        with self.processor.store.session() as session:
            writes.release(session, recording_id=lease.recording_id, owner=lease.owner)

    def _set_back(self, lease: Lease, error: Exception) -> None:
        with self.processor.store.session() as session:
            writes.set_back(
                session,
                recording_id=lease.recording_id,
                owner=lease.owner,
                code=Unavailable.code,
                reason=_in_words(error),
                next_try_at=later(self.settings, tries=0),
            )

    def _try_again(self, lease: Lease, error: Exception, ending: Ending) -> None:
        with self.processor.store.session() as session:
            state = writes.retry(
                session,
                recording_id=lease.recording_id,
                owner=lease.owner,
                code=ending.code,
                reason=_in_words(error),
                next_try_at=later(self.settings, tries=reads.facts(session, recording_id=lease.recording_id).tries),
            )
        ending.end = End.LATER if state is State.QUEUED else End.SET_ASIDE

    def _fail(self, lease: Lease, error: Exception, ending: Ending) -> None:
        with self.processor.store.session() as session:
            writes.mark_failed(
                session,
                recording_id=lease.recording_id,
                owner=lease.owner,
                code=ending.code,
                reason=_in_words(error),
            )

    def _facts(self, lease: Lease, ending: Ending) -> reads.Facts:
        def ask() -> reads.Facts:
            with self.processor.store.reading() as session:
                return reads.facts(session, recording_id=lease.recording_id)

        facts = patiently(ask, seconds=self.processor.patience)
        ending.waited = facts.waited
        return facts

    def _tell(self, recording_id: int, ending: Ending, seconds: float) -> None:
        told = {"recording_id": recording_id, "end": ending.end.value, "code": ending.code, "seconds": seconds}
        log.info("%s after %.1f s", ending.end, seconds, extra=told)
        self.listeners.tell_ended(
            Ended(recording_id, ending.end, seconds, ending.code, ending.audio_seconds, ending.waited)
        )


def later(settings: Settings, *, tries: int) -> datetime:
    """When to try again after so many tries: four times as long each time, give or take a quarter, so that what failed
    together does not come back together."""
    seconds = settings.retry_seconds * GROWTH**tries * random.uniform(0.75, 1.25)  # noqa: S311  # no secret
    return datetime.now(UTC) + timedelta(seconds=seconds)


def _in_words(error: Exception) -> str:
    if isinstance(error, CallqaError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'the disk'}: {error.strerror or error}"
    return f"{type(error).__name__}: {error}"


def _ours(error: Exception) -> bool:
    """Whether the traceback is worth logging: nobody foresaw this error. Its text may quote nothing that was said."""
    return not isinstance(error, CallqaError | OSError)
