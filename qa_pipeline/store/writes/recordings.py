"""Making a recording known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import UsageError
from qa_pipeline.store.codec import decode_call, encode_call
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import CallTable, RecordingTable, ScoreTable
from qa_pipeline.store.told import COLUMNS, columns_of, derived, metadata_of
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
    told = columns_of(metadata) | derived(file, metadata, received_at=now)
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


def learn(session: Session, recording_id: int, metadata: CallMetadata) -> CallMetadata:
    """Keep what the pipeline was told of the call, where no source of the recording tells it; all that is told now.

    What a source tells stays: it may have been told while the call was heard.
    """
    recording = session.get_one(RecordingTable, recording_id, populate_existing=True, with_for_update=True)
    before = metadata_of(recording)
    new = {
        name: getattr(metadata, name)
        for name in COLUMNS
        if name != "sources" and getattr(metadata, name) is not None and name not in before.sources
    }
    sources = {name: source for name, source in metadata.sources.items() if name in new} | dict(before.sources)
    after = replace(before, **new, sources=sources)
    if after != before:
        _keep(session, recording_id, columns_of(after))
    return after


def take_over(
    session: Session, *, recording_id: int, merge: Callable[[CallMetadata], CallMetadata], rescore: bool
) -> None:
    """Put what `merge` makes of all that is told of the call in its place, in the call that was heard too.

    With `rescore` its score is known to be of before, so that the next rescoring takes the call up.
    """
    recording = session.get_one(RecordingTable, recording_id, populate_existing=True, with_for_update=True)
    metadata = merge(metadata_of(recording))
    _keep(session, recording_id, columns_of(metadata))
    heard = session.get(CallTable, recording_id, populate_existing=True)
    if heard is not None:
        heard.analysis = encode_call(decode_call(heard.analysis).retold(metadata))
    if rescore:
        current = update(ScoreTable).where(ScoreTable.recording_id == recording_id, ScoreTable.is_current)
        session.execute(current.values(wording=None), execution_options={"synchronize_session": False})


def date_scores(session: Session, recording_ids: Sequence[int]) -> None:
    """Give scores the `called_at` of their recordings; due after every change of either."""
    called_at = select(RecordingTable.called_at).where(RecordingTable.id == ScoreTable.recording_id).scalar_subquery()
    undated = and_(ScoreTable.recording_id.in_(recording_ids), ScoreTable.called_at.is_distinct_from(called_at))
    change = update(ScoreTable).where(undated).values(called_at=called_at)
    session.execute(change, execution_options={"synchronize_session": False})


def retell(session: Session, *, recording_id: int, metadata: CallMetadata) -> None:
    """Put this in the place of all that was told of the call."""
    _keep(session, recording_id, columns_of(metadata))


def _keep(session: Session, recording_id: int, told: Mapping[str, Any]) -> None:
    recording = session.get_one(RecordingTable, recording_id, populate_existing=True)
    for column, value in told.items():
        setattr(recording, column, value)
    made = derived(recording.file, metadata_of(recording), received_at=recording.received_at)
    for column, value in made.items():
        setattr(recording, column, value)
    session.flush()
    date_scores(session, [recording_id])


def _require_text(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{path!r}: the file name is not UTF-8 text; rename the file") from None
