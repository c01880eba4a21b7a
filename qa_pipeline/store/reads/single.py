"""One recording: found, shown, and the ones whose turn it is."""

from datetime import datetime
from pathlib import PurePath

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from qa_pipeline.store.codec import decode_call
from qa_pipeline.store.embeddings import StoredEmbeddings
from qa_pipeline.store.reads.reviews import answers_side_by_side, reviews_of
from qa_pipeline.store.reads.rows import call_rows, recordings_with_score
from qa_pipeline.store.reads.values import CallDetail, CallRow
from qa_pipeline.store.scores import current_score, scored_of
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import CallTable, EmbeddingTable, RecordingTable

SHORTEST_SHA = 6  # shorter beginnings are more likely a number or a name
LARGEST_ID = 2**31 - 1


def call_detail(session: Session, *, recording_id: int) -> CallDetail | None:
    """One recording with its call, current score and reviews; None when there is no such recording."""
    row = call_row(session, recording_id=recording_id)
    if row is None:
        return None
    heard = session.get(CallTable, recording_id, populate_existing=True)
    score = current_score(session, recording_id=recording_id)
    scored = scored_of(score) if score else None
    reviews = reviews_of(session, recording_id=recording_id)
    return CallDetail(
        row=row,
        call=decode_call(heard.analysis) if heard else None,
        scored=scored,
        playback=heard.playback if heard else None,
        reviews=reviews,
        answers=answers_side_by_side(scored, reviews) if scored else (),
    )


def call_row(session: Session, *, recording_id: int) -> CallRow | None:
    """One recording as a list shows it, without its call; None when there is no such recording."""
    rows = call_rows(session, recordings_with_score().where(RecordingTable.id == recording_id))
    return rows[0] if rows else None


def embeddings_of(session: Session, *, recording_id: int) -> StoredEmbeddings | None:
    """The vectors of a call's sentences; None where it was heard without a sentence embedding."""
    row = session.get(EmbeddingTable, recording_id)
    return StoredEmbeddings(row.model, row.vectors) if row else None


def find_recordings(session: Session, *, text: str) -> tuple[CallRow, ...]:
    """The recordings a person may mean, newest first: by id, the beginning of a sha256 (six or more characters), a
    file name or its stem."""
    if not text:
        return ()
    query = recordings_with_score().where(or_(*_meanings(text))).order_by(RecordingTable.id.desc())
    return tuple(row for row in call_rows(session, query) if _is_meant(row, text))


def recording_by_sha(session: Session, *, sha256: str) -> CallRow | None:
    """The recording with these very bytes, if it is known."""
    rows = call_rows(session, recordings_with_score().where(RecordingTable.sha256 == sha256))
    return rows[0] if rows else None


def waiting(session: Session, *, now: datetime, limit: int) -> tuple[int, ...]:
    """The ids of recordings to be heard, oldest first: received, queued, or left by a worker whose lease is over."""
    is_over = and_(RecordingTable.state == State.PROCESSING, RecordingTable.lease_until < now)
    free = or_(RecordingTable.state.in_((State.RECEIVED, State.QUEUED)), is_over)
    return tuple(session.scalars(select(RecordingTable.id).where(free).order_by(RecordingTable.id).limit(limit)))


def _meanings(text: str) -> list[ColumnElement[bool]]:
    by_name = [RecordingTable.file == text, RecordingTable.file.startswith(f"{text}.", autoescape=True)]
    by_sha = [RecordingTable.sha256.startswith(text.lower(), autoescape=True)] if len(text) >= SHORTEST_SHA else []
    by_id = [RecordingTable.id == int(text)] if _is_id(text) else []
    return [*by_name, *by_sha, *by_id]


def _is_meant(row: CallRow, text: str) -> bool:
    """Settle what LIKE leaves open: `a.b.wav` has not the stem `a`, and SQLite's LIKE is blind to case."""
    is_id = _is_id(text) and row.id == int(text)
    is_sha = len(text) >= SHORTEST_SHA and row.sha256.startswith(text.lower())
    return is_id or is_sha or text in (row.file, PurePath(row.file).stem)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= LARGEST_ID
