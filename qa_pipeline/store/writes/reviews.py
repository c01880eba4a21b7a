"""Keeping what people answer; a row is added each time, and none is changed."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_pipeline.errors import UsageError
from qa_pipeline.review import Answer, Review, latest
from qa_pipeline.store.reads.reviews import review_of, reviews_of
from qa_pipeline.store.review_tables import ReviewTable
from qa_pipeline.store.search import searchable
from qa_pipeline.store.tables import FindingTable, RecordingTable, ScoreTable
from qa_pipeline.store.types import utc_now


def save_reviews(session: Session, *, recording_id: int, answers: Sequence[Answer], once: bool = False) -> int:
    """Keep a person's answers about a call's current score, and give the number of those that were new.

    The answer that the person's last one equals is not kept again; with `once` (a file that is read again) none that
    any of theirs equals, whatever they answered since, and one with a time only beside one of that time.
    Raises UsageError where the call has no score, a criterion is not on it, nobody is named, or no reason is given for
    another verdict than the machine's; the caller lets the session roll back then.
    """
    # Two runs of one import wait for each other here, so that what the first has kept is known to the second.
    session.execute(select(RecordingTable.id).where(RecordingTable.id == recording_id).with_for_update())
    score = session.scalar(select(ScoreTable).where(ScoreTable.recording_id == recording_id, ScoreTable.is_current))
    if score is None:
        raise UsageError(f"call {recording_id} has no score that could be reviewed")
    parts = session.scalars(select(FindingTable).where(FindingTable.score_id == score.id))
    findings = {row.criterion: row for row in parts}
    known = list(reviews_of(session, recording_id=recording_id))
    new = 0
    for answer in answers:
        if not _is_known(answer, known, once=once):
            row = _row(score, findings, answer)
            session.add(row)
            session.flush()
            known.append(review_of(row))
            new += 1
    return new


def _row(score: ScoreTable, findings: Mapping[str, FindingTable], answer: Answer) -> ReviewTable:
    finding = findings.get(answer.criterion)
    if finding is None:
        close = get_close_matches(answer.criterion, findings, n=1)
        there = (f"did you mean {close[0]!r}? " if close else "there are ") + ", ".join(sorted(findings))
        raise UsageError(f"criterion {answer.criterion!r} is not on this call's scorecard; {there}")
    if not answer.reviewer:
        raise UsageError("nobody is named as the reviewer")
    if answer.verdict is not finding.verdict and not answer.reason:
        raise UsageError(f"{answer.criterion}: the machine says {finding.verdict}, so {answer.verdict} needs a reason")
    return ReviewTable(
        recording_id=score.recording_id,
        scorecard_name=score.scorecard_name,
        scorecard_version=score.scorecard_version,
        scorecard_digest=score.scorecard_digest,
        criterion=answer.criterion,
        machine_verdict=finding.verdict,
        machine_confidence=finding.confidence,
        verdict=answer.verdict,
        reason=answer.reason or None,
        reviewer=answer.reviewer,
        created_at=answer.at or utc_now(),
    )


def _is_known(answer: Answer, known: Sequence[Review], *, once: bool) -> bool:
    person = searchable(answer.reviewer)
    own = [one for one in known if one.criterion == answer.criterion and one.person == person]
    return any(
        one.verdict is answer.verdict
        and one.reason == (answer.reason or None)
        and (answer.at is None or one.created_at == answer.at)
        for one in (own if once else latest(own))
    )
