"""The calls that were heard, a page at a time, for going through all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from qa_pipeline.finding import ScorecardRef
from qa_pipeline.store.embeddings import StoredEmbeddings
from qa_pipeline.store.reads.listing import conditions
from qa_pipeline.store.reads.values import CallFilter
from qa_pipeline.store.tables import CallTable, EmbeddingTable, RecordingTable, ScoreTable


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call that was heard, without what was said in it; `scorecard` and `wording` are those of its current score."""

    id: int
    file: str
    language: str
    agent: str | None
    queue: str | None
    call_type: str | None
    called_at: datetime
    heard_at: datetime
    scorecard: ScorecardRef | None
    wording: str | None


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """What was heard in a call, as the database has it: JSON that `store.codec` reads, and vectors where there are."""

    json: str
    embeddings: StoredEmbeddings | None


def heard_calls(
    session: Session, *, where: CallFilter, after: HeardCall | None = None, limit: int
) -> tuple[HeardCall, ...]:
    """The next calls of a filter behind `after`, newest first; its order, limit and offset ask nothing here."""
    query = _heard(where).order_by(RecordingTable.called_at.desc(), RecordingTable.id.desc()).limit(limit)
    if after is not None:
        same_time = and_(RecordingTable.called_at == after.called_at, RecordingTable.id < after.id)
        query = query.where(or_(RecordingTable.called_at < after.called_at, same_time))
    return tuple(_heard_call(*row) for row in session.execute(query))


def count_heard(session: Session, *, where: CallFilter) -> int:
    """How many calls of a filter were heard."""
    return session.scalar(_heard(where).with_only_columns(func.count(RecordingTable.id))) or 0


def analyses(session: Session, *, recording_ids: Sequence[int]) -> dict[int, StoredAnalysis]:
    """What was heard in some calls, by recording; not decoded, so that one that cannot be read spoils no other."""
    query = (
        select(CallTable.recording_id, cast(CallTable.analysis, Text), EmbeddingTable.model, EmbeddingTable.vectors)
        .outerjoin(EmbeddingTable, EmbeddingTable.recording_id == CallTable.recording_id)
        .where(CallTable.recording_id.in_(recording_ids))
    )
    return {
        number: StoredAnalysis(json, StoredEmbeddings(model, vectors) if model is not None else None)
        for number, json, model, vectors in session.execute(query)
    }


def _heard(where: CallFilter) -> Select[Any]:
    current = and_(ScoreTable.recording_id == RecordingTable.id, ScoreTable.is_current)
    recording, score = RecordingTable, ScoreTable
    return (
        select(recording.id, recording.file, recording.language, recording.agent, recording.queue, recording.call_type)
        .add_columns(recording.called_at, CallTable.heard_at)
        .add_columns(score.scorecard_name, score.scorecard_version, score.scorecard_digest, score.wording)
        .join(CallTable, CallTable.recording_id == recording.id)
        .outerjoin(score, current)
        .where(*conditions(where))
    )


def _heard_call(*row: Any) -> HeardCall:
    number, file, language, agent, queue, call_type, called_at, heard_at, name, version, digest, wording = row
    scorecard = ScorecardRef(name, version, digest) if name is not None else None
    return HeardCall(number, file, language or "", agent, queue, call_type, called_at, heard_at, scorecard, wording)
