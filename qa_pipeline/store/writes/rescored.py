"""Keeping the new scores of many calls at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session, selectinload

from qa_pipeline.finding import ScorecardRef, Scored
from qa_pipeline.store.embeddings import StoredEmbeddings
from qa_pipeline.store.scores import (
    Columns,
    evidence_values,
    finding_values,
    score_values,
    scored_of,
    section_values,
)
from qa_pipeline.store.tables import (
    Base,
    CallTable,
    EvidenceTable,
    FindingTable,
    FlagTable,
    RecordingTable,
    ScoreTable,
    SectionTable,
)
from qa_pipeline.store.types import utc_now
from qa_pipeline.store.writes.recordings import date_scores
from qa_pipeline.store.writes.results import save_embeddings


@dataclass(frozen=True, slots=True)
class Rescored:
    """A call's new score, and when the call was heard that it is of; `embeddings` where the call had none."""

    recording_id: int
    heard_at: datetime
    scored: Scored
    wording: str
    embeddings: StoredEmbeddings | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of some new scores: stored, the same as the current one, or of a call that was heard anew since."""

    stored: int
    same: int
    overtaken: int


def save_scores(session: Session, *, results: Sequence[Rescored]) -> Kept:
    """Make these the current scores of their calls and keep the ones before them.

    A score that is the same to the last digit is not stored again. One of a call that was heard anew, or erased, since
    it was read is dropped: what was stored with the new hearing is newer.
    """
    heard_at = _lock(session, [one.recording_id for one in results])
    valid = [one for one in results if heard_at.get(one.recording_id) == one.heard_at]
    same = _same(session, valid)
    for one in valid:
        if one.embeddings is not None:
            save_embeddings(session, recording_id=one.recording_id, embeddings=one.embeddings)
        if one.recording_id in same:
            change = update(ScoreTable).where(ScoreTable.id == same[one.recording_id]).values(wording=one.wording)
            session.execute(change, execution_options={"synchronize_session": False})
    new = [one for one in valid if one.recording_id not in same]
    if new:
        _retire(session, [one.recording_id for one in new])
        _insert(session, new)
        date_scores(session, [one.recording_id for one in new])
    return Kept(len(new), len(same), len(results) - len(valid))


def _lock(session: Session, ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each call was heard, held so until the end of the transaction; in order, so that two runs never block."""
    query = select(RecordingTable.id, CallTable.heard_at).join(CallTable, CallTable.recording_id == RecordingTable.id)
    locked = query.where(RecordingTable.id.in_(ids)).order_by(RecordingTable.id).with_for_update(of=RecordingTable)
    return {row.id: row.heard_at for row in session.execute(locked)}


def _same(session: Session, results: Sequence[Rescored]) -> Mapping[int, int]:
    """The current scores that the new ones equal, recording → score. Only one of the same scorecard can."""
    query = select(ScoreTable.recording_id, ScoreTable.scorecard_name, ScoreTable.scorecard_version)
    rows = session.execute(
        query.add_columns(ScoreTable.scorecard_digest).where(
            ScoreTable.is_current, ScoreTable.recording_id.in_([one.recording_id for one in results])
        )
    )
    refs = {row[0]: ScorecardRef(*row[1:]) for row in rows}
    alike = {one.recording_id: one.scored for one in results if refs.get(one.recording_id) == one.scored.scorecard}
    if not alike:
        return {}
    parts = (
        selectinload(ScoreTable.sections),
        selectinload(ScoreTable.flags),
        selectinload(ScoreTable.findings).selectinload(FindingTable.evidence),
    )
    whole = select(ScoreTable).where(ScoreTable.is_current, ScoreTable.recording_id.in_(alike)).options(*parts)
    return {row.recording_id: row.id for row in session.scalars(whole) if scored_of(row) == alike[row.recording_id]}


def _retire(session: Session, ids: Sequence[int]) -> None:
    change = update(ScoreTable).where(ScoreTable.is_current, ScoreTable.recording_id.in_(ids)).values(is_current=False)
    session.execute(change, execution_options={"synchronize_session": False})


def _insert(session: Session, results: Sequence[Rescored]) -> None:
    """All the rows of the results, with one statement a table."""
    now = utc_now()
    scores = [
        score_values(one.scored, recording_id=one.recording_id, created_at=now, wording=one.wording) for one in results
    ]
    score_ids = _add_numbered(session, ScoreTable, scores)
    whole = [(score_id, one.scored) for score_id, one in zip(score_ids, results, strict=True)]
    placed = [(score_id, position, each) for score_id, one in whole for position, each in enumerate(one.criteria)]
    findings = [{"score_id": score_id, **finding_values(position, one)} for score_id, position, one in placed]
    finding_ids = _add_numbered(session, FindingTable, findings)
    proofs = [
        (finding_id, position, proof)
        for finding_id, (_, _, one) in zip(finding_ids, placed, strict=True)
        for position, proof in enumerate(one.finding.evidence)
    ]
    sections = [(score_id, position, each) for score_id, one in whole for position, each in enumerate(one.sections)]
    flags = [(score_id, position, flag) for score_id, one in whole for position, flag in enumerate(one.flags)]
    _add(session, EvidenceTable, [{"finding_id": above, **evidence_values(place, one)} for above, place, one in proofs])
    _add(session, SectionTable, [{"score_id": above, **section_values(place, one)} for above, place, one in sections])
    _add(session, FlagTable, [{"score_id": above, "position": place, "flag": flag} for above, place, flag in flags])


def _add_numbered(session: Session, table: type[ScoreTable | FindingTable], rows: Sequence[Columns]) -> Sequence[int]:
    """Insert rows and give their ids, in the order of the rows.

    The ids are fetched first: asked for with RETURNING, SQLite would be given one row at a time.
    """
    ids = _next_ids(session, table.__tablename__, len(rows))
    _add(session, table, [{"id": number, **row} for number, row in zip(ids, rows, strict=True)])
    return ids


def _next_ids(session: Session, table: str, count: int) -> Sequence[int]:
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.nextval(func.pg_get_serial_sequence(table, "id"))
        return session.scalars(select(sequence).select_from(func.generate_series(1, count))).all()
    # The transaction holds SQLite's write lock from its first statement on.
    last = session.scalar(text(f"SELECT max(id) FROM {table}")) or 0  # noqa: S608  # our own table names
    return range(last + 1, last + 1 + count)


def _add(session: Session, table: type[Base], rows: Sequence[Columns]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)
