"""The recordings in the order of their numbers, a page at a time, with where each one's audio is."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_pipeline.store.tables import RecordingTable


@dataclass(frozen=True, slots=True)
class AudioPlace:
    """Where a recording's audio is: kept under `audio_key`, or, where that is None, at `path`."""

    id: int
    file: str
    sha256: str
    size_bytes: int
    path: str
    audio_key: str | None


def audio_places(session: Session, *, after: int = 0, limit: int) -> tuple[AudioPlace, ...]:
    """The next recordings whose number is above `after`."""
    table = RecordingTable
    places = select(table.id, table.file, table.sha256, table.size_bytes, table.path, table.audio_key)
    page = places.where(table.id > after).order_by(table.id).limit(limit)
    return tuple(AudioPlace(*row) for row in session.execute(page))


def audio_bytes(session: Session) -> int:
    """The size of all recordings together."""
    return int(session.scalar(select(func.sum(RecordingTable.size_bytes))) or 0)
