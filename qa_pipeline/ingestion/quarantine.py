"""What was set aside: mended by a person, and released to be heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import RecordingError, UsageError
from qa_pipeline.ingestion.ingest import Announce
from qa_pipeline.ingestion.naming import FIELDS
from qa_pipeline.ingestion.order import read_told
from qa_pipeline.ingestion.resolving import PERSON, Problem, Rules, placed_in_roster, problems_of
from qa_pipeline.ingestion.taking import audio_problems, summed
from qa_pipeline.settings import Settings
from qa_pipeline.storage import open_audio_store
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import open_store
from qa_pipeline.store.states import MENDED
from qa_pipeline.store.types import utc_now


@dataclass(frozen=True, slots=True)
class Released:
    """A recording that was asked to be released; `reason` where it stays in quarantine."""

    recording: reads.Aside
    reason: str = ""


class Quarantine:
    """The recordings that were set aside, and what can be done about them."""

    def __init__(self, settings: Settings) -> None:
        self._store = open_store(settings.resolved_database_url)
        self._audio = open_audio_store(settings)
        self._rules = Rules.of(settings)
        with self._store.reading() as session:
            self._roster = reads.roster(session)

    def all(self) -> tuple[reads.Aside, ...]:
        """Everything in quarantine, oldest first."""
        with self._store.reading() as session:
            return reads.quarantined(session)

    def mend(self, recording_id: int, told: Mapping[str, str]) -> tuple[reads.Aside, str]:
        """Put fields right, an empty value taking one away; the recording, and what is still wrong with it.

        It stays in quarantine. Raises UsageError for a recording that is not there, a field that there is not, and a
        value that the field cannot take.
        """
        before = self._of([recording_id])[0]
        metadata = self._mended(before.metadata, told)
        problems = self._wrong(before, metadata)
        with self._store.session() as session:
            if not writes.clear(session, recording_id=recording_id):
                raise UsageError(f"recording {recording_id} is not in quarantine any more")
            writes.retell(session, recording_id=recording_id, metadata=metadata)
            code, reason = summed(problems) if problems else (MENDED, "mended; to be released")
            writes.quarantine(session, recording_id=recording_id, code=code, reason=reason)
        return self._of([recording_id])[0], reason if problems else ""

    def release(self, recording_ids: Sequence[int], announce: Announce) -> Iterator[Released]:
        """Let recordings be heard in which nothing is wrong any more; none named is all of them.

        What could not be read of a call and is not asked for counts as not told. Raises UsageError for a recording that
        is not in quarantine.
        """
        freed = []
        for recording in self._of(recording_ids) if recording_ids else self.all():
            problems = self._wrong(recording, recording.metadata)
            if problems:
                yield Released(recording, summed(problems)[1])
                continue
            with self._store.session() as session:
                writes.clear(session, recording_id=recording.id)
            freed.append(recording.id)
            yield Released(recording)
        if freed:
            announce(freed)

    def _of(self, recording_ids: Sequence[int]) -> tuple[reads.Aside, ...]:
        with self._store.reading() as session:
            found = reads.quarantined(session, recording_ids=recording_ids)
        missing = set(recording_ids) - {recording.id for recording in found}
        if missing:
            raise UsageError(f"recording {min(missing)} is not in quarantine; `callqa quarantine list` shows what is")
        return found

    def _mended(self, metadata: CallMetadata, told: Mapping[str, str]) -> CallMetadata:
        for name, value in told.items():
            if name not in FIELDS:
                raise UsageError(f"{name}={value}: no such field; allowed are {', '.join(FIELDS)}")
            read = read_told(name, value, self._rules.calendar, utc_now()) if value else None
            fields: dict[str, Any] = {name: read}
            metadata = replace(metadata, **fields, sources={**metadata.sources, name: PERSON})
        return placed_in_roster(metadata, self._roster)

    def _wrong(self, recording: reads.Aside, metadata: CallMetadata) -> tuple[Problem, ...]:
        """What keeps a recording of that metadata from being heard; an unread date for the reason that it was told."""
        found = (*self._heard(recording), *problems_of(metadata, self._rules, self._roster))
        if recording.code != "unreadable_date" or metadata.sources.get("started_at") == PERSON:
            return found
        # The reason has all that was wrong then, and of what is told after the date the look of today decides.
        strict = replace(self._rules, roster_closed=True)
        reason = recording.reason
        for other in problems_of(recording.metadata, strict, reads.Roster()):
            reason = reason.removesuffix(f"; {other.reason}")
        return tuple(Problem(recording.code, reason) if one.code == "no_date" else one for one in found)

    def _heard(self, recording: reads.Aside) -> tuple[Problem, ...]:
        if recording.audio_key is None:
            return ()
        try:
            with self._audio.local(recording.audio_key) as path:
                return audio_problems(path)
        except RecordingError as error:
            return (Problem(error.code, str(error)),)
