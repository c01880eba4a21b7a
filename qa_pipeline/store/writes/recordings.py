"""Making a recording known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import UsageError
from qa_pipeline.store.search import searchable
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import RecordingTable, ScoreTable
from qa_pipeline.store.types import utc_now

INSERT: dict[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@dataclass(frozen=True, slots=True)
class Registered:
    """A recording that is known now; `created` is False when these very bytes were known before."""

    id: int
    created: bool
    state: State


def register(
    session: Session,
    *,
    path: str,
    file: str,
    sha256: str,
    size_bytes: int,
    metadata: CallMetadata,
    audio_key: str | None = None,
) -> Registered:
    """Make the recording known under its sha256, once; one that is known already keeps all that is known of it.

    `audio_key` says where its audio is kept, and is learnt of a known recording whose audio was not kept before.
    Raises UsageError for a file name that is no text.
    """
    _require_text(path)
    now = utc_now()
    told = _fields_of(metadata) | derived(file, metadata, received_at=now)
    insert = INSERT[session.get_bind().dialect.name](RecordingTable).values(
        path=path, file=file, sha256=sha256, size_bytes=size_bytes, received_at=now, audio_key=audio_key, **told
    )
    created = session.scalar(insert.on_conflict_do_nothing(index_elements=["sha256"]).returning(RecordingTable.id))
    if created is None and audio_key is not None:
        unkept = and_(RecordingTable.sha256 == sha256, RecordingTable.audio_key.is_(None))
        session.execute(update(RecordingTable).where(unkept).values(audio_key=audio_key))
    known = session.execute(
        select(RecordingTable.id, RecordingTable.state).where(RecordingTable.sha256 == sha256)
    ).one()
    return Registered(known.id, created is not None, known.state)


def learn(session: Session, recording_id: int, metadata: CallMetadata) -> None:
    """Keep what the pipeline was told of the call, where it says more than the registration did."""
    told = {name: value for name, value in _fields_of(metadata).items() if value is not None}
    if not told:
        return
    recording = session.get_one(RecordingTable, recording_id, populate_existing=True)
    for name, value in told.items():
        setattr(recording, name, value)
    known = CallMetadata(**{name: getattr(recording, name) for name in _fields_of(metadata)})
    for name, value in derived(recording.file, known, received_at=recording.received_at).items():
        setattr(recording, name, value)
    session.flush()
    date_scores(session, [recording_id])


def date_scores(session: Session, recording_ids: Sequence[int]) -> None:
    """Give scores the `called_at` of their recordings; due after every change of either."""
    called_at = select(RecordingTable.called_at).where(RecordingTable.id == ScoreTable.recording_id).scalar_subquery()
    undated = and_(ScoreTable.recording_id.in_(recording_ids), ScoreTable.called_at.is_distinct_from(called_at))
    change = update(ScoreTable).where(undated).values(called_at=called_at)
    session.execute(change, execution_options={"synchronize_session": False})


def derived(file: str, metadata: CallMetadata, *, received_at: datetime) -> dict[str, Any]:
    """The columns that are made from others, for lists to be ordered and searched by."""
    return {
        "called_at": metadata.started_at or received_at,
        "search_text": searchable(file, metadata.agent, metadata.customer_reference),
    }


def _fields_of(metadata: CallMetadata) -> dict[str, Any]:
    return {field.name: getattr(metadata, field.name) for field in fields(metadata)}


def _require_text(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{path!r}: the file name is not UTF-8 text; rename the file") from None
