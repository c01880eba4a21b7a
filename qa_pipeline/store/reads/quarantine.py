"""The recordings that a person has to put right."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.call import CallMetadata
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import RecordingTable
from qa_pipeline.store.told import metadata_of


@dataclass(frozen=True, slots=True)
class Aside:
    """A recording in quarantine: what is told of it, where its audio is, and why it is there."""

    id: int
    file: str
    path: str
    audio_key: str | None
    metadata: CallMetadata
    code: str
    reason: str


def quarantined(session: Session, *, recording_ids: Sequence[int] = (), limit: int | None = None) -> tuple[Aside, ...]:
    """The recordings in quarantine, or those of them with these numbers, in order of number."""
    query = select(RecordingTable).where(RecordingTable.state == State.QUARANTINED).order_by(RecordingTable.id)
    if recording_ids:
        query = query.where(RecordingTable.id.in_(recording_ids))
    return tuple(
        Aside(
            row.id,
            row.file,
            row.path,
            row.audio_key,
            metadata_of(row),
            row.error_code or "",
            row.error_message or "",
        )
        for row in session.scalars(query.limit(limit))
    )
