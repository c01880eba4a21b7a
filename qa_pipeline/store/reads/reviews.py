"""What people answered where the machine had answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.finding import ScorecardRef, Scored, Verdict
from qa_pipeline.review import BothAnswers, Review, latest
from qa_pipeline.store.review_tables import ReviewTable
from qa_pipeline.store.search import searchable
from qa_pipeline.store.tables import FindingTable, RecordingTable, ScoreTable

TIME = (ReviewTable.created_at, ReviewTable.id)


def reviews_of(session: Session, *, recording_id: int) -> tuple[Review, ...]:
    """Every answer that people ever gave about a call, in order of time."""
    rows = session.scalars(select(ReviewTable).where(ReviewTable.recording_id == recording_id).order_by(*TIME))
    return tuple(review_of(row) for row in rows)


def all_reviews(session: Session) -> tuple[Review, ...]:
    """Every answer about every call, call by call and in order of time."""
    rows = session.scalars(select(ReviewTable).order_by(ReviewTable.recording_id, *TIME))
    return tuple(review_of(row) for row in rows)


@dataclass(frozen=True, slots=True)
class ReviewedRecording:
    """Which recording reviews are of."""

    id: int
    file: str
    sha256: str


def reviewed_recordings(session: Session) -> dict[int, ReviewedRecording]:
    """The recordings that have reviews, by number."""
    columns = select(RecordingTable.id, RecordingTable.file, RecordingTable.sha256)
    found = session.execute(columns.where(RecordingTable.id.in_(select(ReviewTable.recording_id))))
    return {row.id: ReviewedRecording(*row) for row in found}


def determined_criteria(session: Session, *, recording_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Of each call's current score, the criteria that were asked of the call and that the machine gave a verdict on."""
    query = select(ScoreTable.recording_id, FindingTable.criterion).join(
        FindingTable, FindingTable.score_id == ScoreTable.id
    )
    current = query.where(ScoreTable.recording_id.in_(recording_ids), ScoreTable.is_current)
    asked = current.where(FindingTable.verdict != Verdict.UNDETERMINED, FindingTable.decided_by == "criterion")
    found: dict[int, set[str]] = {}
    for number, criterion in session.execute(asked):
        found.setdefault(number, set()).add(criterion)
    return {number: frozenset(those) for number, those in found.items()}


def criteria_titles(session: Session, *, recording_id: int) -> dict[str, str]:
    """The criteria of a call's current score with their titles, in the scorecard's order; empty without a score."""
    query = select(FindingTable.criterion, FindingTable.title).join(ScoreTable, ScoreTable.id == FindingTable.score_id)
    current = query.where(ScoreTable.recording_id == recording_id, ScoreTable.is_current)
    return dict(session.execute(current.order_by(FindingTable.position)).all())


def recordings_with_external_id(session: Session, *, external_id: str) -> tuple[int, ...]:
    """The numbers of the recordings that the telephone system knows by an id."""
    query = select(RecordingTable.id).where(RecordingTable.external_id == external_id)
    return tuple(session.scalars(query.order_by(RecordingTable.id)))


def answers_side_by_side(scored: Scored, reviews: Iterable[Review]) -> tuple[BothAnswers, ...]:
    """Every criterion of a score, in its order, with what people say of it under any version of its scorecard."""
    of_scorecard = [one for one in latest(reviews) if one.scorecard.name == scored.scorecard.name]
    return tuple(
        BothAnswers(
            placed.finding.criterion,
            placed.finding.verdict,
            tuple(one for one in of_scorecard if one.criterion == placed.finding.criterion),
        )
        for placed in scored.criteria
    )


def review_of(row: ReviewTable) -> Review:
    """The answer that a row keeps."""
    return Review(
        id=row.id,
        recording_id=row.recording_id,
        scorecard=ScorecardRef(row.scorecard_name, row.scorecard_version, row.scorecard_digest),
        criterion=row.criterion,
        machine_verdict=row.machine_verdict,
        machine_confidence=row.machine_confidence,
        verdict=row.verdict,
        reason=row.reason,
        reviewer=row.reviewer,
        person=searchable(row.reviewer),
        created_at=row.created_at,
    )
