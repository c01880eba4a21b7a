"""Taking recordings in: each is registered with what is told of it and kept, or said why not."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from types import TracebackType
from typing import TypeVar

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import RecordingError, Transient
from qa_pipeline.ingestion.later import Later, Merged, later_of, merge
from qa_pipeline.ingestion.order import Order, Telling
from qa_pipeline.ingestion.resolving import PERSON, Resolved, problems_of
from qa_pipeline.ingestion.sources import Candidate, Found, Limits, PassedOver, Refused, candidates, printable
from qa_pipeline.ingestion.taking import Taken, as_text, audio_problems, suffix_of, summed, taken
from qa_pipeline.settings import Settings
from qa_pipeline.storage import open_audio_store
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.states import State
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.upgrade import Schema, schema

BATCH = 500
PATIENCE = (1.0, 4.0, 15.0, 45.0)
"""Seconds before each further try at what failed in passing: together longer than a database takes to start anew."""

Announce = Callable[[Sequence[int]], object]
Result = TypeVar("Result")


class Standing(StrEnum):
    """What became of a file."""

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's end; `code` and `reason` where it was set aside or refused, `resolved` where it was read.

    `later`: what a known call takes over of what is told now. `without_row`: there is a manifest, and no row of it is
    of the recording.
    """

    origin: str
    standing: Standing
    recording_id: int | None = None
    code: str = ""
    reason: str = ""
    resolved: Resolved | None = None
    later: Later | None = None
    without_row: bool = False


class Ingestion:
    """One ingestion. Use as a context manager: at its end what was received is announced.

    `announce` is given the numbers of recordings that are ready to be heard, a batch at a time. What fails in passing
    is tried again for a minute and then raised as Transient: a further ingestion goes on from there.
    """

    def __init__(
        self, settings: Settings, order: Order, announce: Announce, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.order = order
        self.limits = Limits.of(settings)
        self.passed_over = PassedOver()
        self._settings = settings
        self._announce = announce
        self._sleep = sleep
        self._ready: list[int] = []
        self._seen: set[bytes] = set()
        self._store = _opened(settings, dry_run=order.dry_run)
        self._audio = open_audio_store(settings)
        self.telling = Telling(settings, order, self._roster(), now=utc_now())

    def __enter__(self) -> "Ingestion":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.telling.close()
        self.announce()
        if self._store:
            self._store.close()

    def run(self) -> Iterator[Outcome]:
        """Take in everything that the order names; one file's failure stops no other."""
        for source in self.order.sources:
            for found in candidates(source, self.limits, self.passed_over):
                yield self.take(found)

    def take(self, found: Found) -> Outcome:
        """Take in one file."""
        if isinstance(found, Refused):
            return Outcome("", Standing.REFUSED, code=found.code, reason=str(found))
        listed = self.telling.lists(found)  # of a duplicate too, or its row would pass for one without a recording
        try:
            with taken(found, self.limits) as file:
                return replace(self._place(found, file), without_row=not listed)
        except RecordingError as error:  # it changed while it was copied
            return Outcome(found.origin, Standing.REFUSED, code=error.code, reason=f"{found.origin}: {error}")
        except Refused as error:
            return Outcome(found.origin, Standing.REFUSED, code=error.code, reason=str(error))

    def announce(self) -> None:
        """Hand on what was received since the last time."""
        if self._ready:
            ready, self._ready = self._ready, []
            self._announce(ready)

    def _place(self, candidate: Candidate, file: Taken) -> Outcome:
        known = self._known(file.sha256)
        if known is not None and known.state is not State.QUARANTINED:
            return self._again(candidate, known)
        resolved = self.telling.of(candidate)
        if known is not None:
            resolved = self._with_mended(resolved, known.metadata)
        problems = (*audio_problems(file.path), *resolved.problems)
        resolved = replace(resolved, problems=problems)
        if self.order.dry_run:
            return self._foretold(candidate, file, resolved)
        return self._keep(candidate, file, resolved)

    def _again(self, candidate: Candidate, known: reads.CallRow) -> Outcome:
        """A call that is known: what is told now and was not before is taken over."""
        if known.state is State.RECEIVED:
            self._make_ready(known.id)  # an ingestion that was cut off left it unannounced
        resolved, roster = self.telling.of(candidate), self.telling.roster

        def merged(before: CallMetadata) -> Merged:
            return merge(before, resolved, roster)

        found = merged(known.metadata)
        later = later_of(known, found)
        if found.metadata != known.metadata and not self.order.dry_run:
            self._patiently(lambda: self._take_over(known.id, lambda before: merged(before).metadata, later))
        reason = f"{candidate.origin}: the same sound as recording {known.id}, {printable(known.file)}"
        if later.fields:
            reason += f"; {'would take' if self.order.dry_run else 'took'} over {', '.join(later.fields)}"
        return Outcome(candidate.origin, Standing.DUPLICATE, known.id, "duplicate", reason, later=later)

    def _take_over(self, recording_id: int, told: Callable[[CallMetadata], CallMetadata], later: Later) -> None:
        with self._open_store().session() as session:
            rescore = bool(later.to_be_scored)
            writes.take_over(session, recording_id=recording_id, merge=told, rescore=rescore)

    def _foretold(self, candidate: Candidate, file: Taken, resolved: Resolved) -> Outcome:
        digest = bytes.fromhex(file.sha256)
        if digest in self._seen:
            reason = f"{candidate.origin}: the same sound as a file before it"
            return Outcome(candidate.origin, Standing.DUPLICATE, None, "duplicate", reason, resolved)
        self._seen.add(digest)
        return _outcome(candidate, None, resolved)

    def _keep(self, candidate: Candidate, file: Taken, resolved: Resolved) -> Outcome:
        key = self._patiently(lambda: self._audio.keep(file.path, sha256=file.sha256, suffix=suffix_of(candidate.name)))
        recording_id, created = self._patiently(lambda: self._write(candidate, file, resolved, key))
        if not created:
            reason = f"{candidate.origin}: the same sound as recording {recording_id}"
            return Outcome(candidate.origin, Standing.DUPLICATE, recording_id, "duplicate", reason)
        if not resolved.problems:
            self._make_ready(recording_id)
        return _outcome(candidate, recording_id, resolved)

    def _write(self, candidate: Candidate, file: Taken, resolved: Resolved, key: str) -> tuple[int, bool]:
        """Register the recording and set it aside where something is wrong; False where another process was first."""
        with self._open_store().session() as session:
            entry = writes.register(
                session,
                path=as_text(str(candidate.path.resolve()) if candidate.path else candidate.origin),
                file=as_text(PurePosixPath(candidate.name).name),
                sha256=file.sha256,
                size_bytes=file.size,
                metadata=resolved.metadata,
                audio_key=key,
            )
            if not entry.created and entry.state is not State.QUARANTINED:
                return entry.id, False
            if not entry.created:
                writes.retell(session, recording_id=entry.id, metadata=resolved.metadata)
                writes.clear(session, recording_id=entry.id)
            if resolved.problems:
                code, reason = summed(resolved.problems)
                writes.quarantine(session, recording_id=entry.id, code=code, reason=reason)
            return entry.id, True

    def _with_mended(self, resolved: Resolved, before: CallMetadata) -> Resolved:
        """What a person put right of a recording in quarantine stays as they put it."""
        mended = {name for name, source in before.sources.items() if source == PERSON}
        if not mended:
            return resolved
        sources = {**resolved.metadata.sources, **dict.fromkeys(mended, PERSON)}
        told = {name: getattr(before, name) for name in mended}
        metadata = replace(resolved.metadata, **told, sources=sources)
        return Resolved(metadata, problems_of(metadata, self.telling.rules, self.telling.roster))

    def _make_ready(self, recording_id: int) -> None:
        if self.order.dry_run:
            return
        self._ready.append(recording_id)
        if len(self._ready) >= BATCH:
            self.announce()

    def _known(self, sha256: str) -> reads.CallRow | None:
        return self._read(lambda store: _known(store, sha256)) if self._store else None

    def _roster(self) -> reads.Roster:
        return self._read(_roster) if self._store else reads.Roster()

    def _read(self, question: Callable[[Store], Result]) -> Result:
        return self._patiently(lambda: question(self._open_store()))

    def _open_store(self) -> Store:
        assert self._store is not None  # noqa: S101  # only a dry run goes without one, and writes nothing
        return self._store

    def _patiently(self, step: Callable[[], Result]) -> Result:
        for seconds in PATIENCE:
            try:
                return step()
            except Transient:
                self._sleep(seconds)
        return step()


def _outcome(candidate: Candidate, recording_id: int | None, resolved: Resolved) -> Outcome:
    if not resolved.problems:
        return Outcome(candidate.origin, Standing.RECEIVED, recording_id, resolved=resolved)
    code, reason = summed(resolved.problems)
    told = f"{candidate.origin}: {reason}"
    return Outcome(candidate.origin, Standing.QUARANTINED, recording_id, code, told, resolved)


def _opened(settings: Settings, *, dry_run: bool) -> Store | None:
    """The database; None for a dry run that finds none, since to open it would be to make it."""
    url = settings.resolved_database_url
    if dry_run and schema(url) in (Schema.ABSENT, Schema.EMPTY):
        return None
    return open_store(url)


def _known(store: Store, sha256: str) -> reads.CallRow | None:
    with store.reading() as session:
        return reads.recording_by_sha(session, sha256=sha256)


def _roster(store: Store) -> reads.Roster:
    with store.reading() as session:
        return reads.roster(session)
