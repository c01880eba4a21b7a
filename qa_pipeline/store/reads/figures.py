"""The figures over many calls."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, case, func, select
from sqlalchemy.orm import Session

from qa_pipeline.finding import Verdict
from qa_pipeline.store.reads.rows import recordings_with_score
from qa_pipeline.store.reads.values import CriterionRate, DayCount, FlagCount, Overview
from qa_pipeline.store.states import ENDED_BADLY, WAITING, State
from qa_pipeline.store.tables import FindingTable, FlagTable, RecordingTable, ScoreTable

AnySelect = Select[*tuple[Any, ...]]
PASS_RATE = func.avg(case((ScoreTable.passed.is_(True), 1.0), (ScoreTable.passed.is_(False), 0.0)))


def overview(session: Session, *, since: datetime | None = None) -> Overview:
    """The figures over every call that took place since then; six statements, however many calls there are."""
    whole = _whole(session, since)
    return Overview(
        calls=whole.calls,
        scored=whole.scored,
        failed=whole.failed,
        waiting=whole.waiting,
        audio_seconds=whole.audio_seconds or 0.0,
        mean_score=_float(whole.mean_score),
        mean_low=_float(whole.mean_low),
        mean_high=_float(whole.mean_high),
        pass_rate=_float(whole.pass_rate),
        mean_coverage=_float(whole.mean_coverage),
        flagged=_flagged(session, since),
        by_day=_by_day(session, since),
        flags=_flags(session, since),
        criteria=_criteria(session, since),
    )


def _whole(session: Session, since: datetime | None) -> Row[Any]:
    figures = recordings_with_score(since=since).with_only_columns(
        func.count(RecordingTable.id).label("calls"),
        _count(RecordingTable.state == State.SCORED).label("scored"),
        _count(RecordingTable.state.in_(ENDED_BADLY)).label("failed"),
        _count(RecordingTable.state.in_(WAITING)).label("waiting"),
        func.sum(RecordingTable.duration).label("audio_seconds"),
        func.avg(ScoreTable.score).label("mean_score"),
        func.avg(ScoreTable.score_low).label("mean_low"),
        func.avg(ScoreTable.score_high).label("mean_high"),
        PASS_RATE.label("pass_rate"),
        func.avg(ScoreTable.coverage).label("mean_coverage"),
    )
    return session.execute(figures).one()


def _by_day(session: Session, since: datetime | None) -> tuple[DayCount, ...]:
    day = func.date(RecordingTable.called_at, type_=Date())
    figures = recordings_with_score(since=since).with_only_columns(
        day.label("day"), func.count(RecordingTable.id), func.avg(ScoreTable.score), PASS_RATE
    )
    days = session.execute(figures.group_by(day).order_by(day))
    return tuple(DayCount(day, calls, _float(mean), _float(rate)) for day, calls, mean, rate in days)


def _flags(session: Session, since: datetime | None) -> tuple[FlagCount, ...]:
    count = func.count()
    counts = _of_current(select(FlagTable.flag, count), FlagTable.score_id, since).group_by(FlagTable.flag)
    found = session.execute(counts.order_by(count.desc(), FlagTable.flag))
    return tuple(FlagCount(flag, number) for flag, number in found)


def _flagged(session: Session, since: datetime | None) -> int:
    scores = select(func.count(FlagTable.score_id.distinct()))
    return session.scalar(_of_current(scores, FlagTable.score_id, since)) or 0


def _criteria(session: Session, since: datetime | None) -> tuple[CriterionRate, ...]:
    """Counted over columns that one index holds; what else is told of a criterion is read from one of its findings."""
    verdicts = [_count(FindingTable.verdict == verdict) for verdict in Verdict]
    counts = select(FindingTable.criterion, func.max(FindingTable.score_id), func.min(FindingTable.position), *verdicts)
    grouped = _of_current(counts.group_by(FindingTable.criterion), FindingTable.score_id, since)
    found = sorted(session.execute(grouped).all(), key=lambda row: (row[2], row[0]))
    titles = _titles(session, {score_id for _, score_id, *_ in found})
    return tuple(
        CriterionRate(criterion, *titles[score_id, criterion], *numbers) for criterion, score_id, _, *numbers in found
    )


def _titles(session: Session, score_ids: Collection[int]) -> dict[tuple[int, str], tuple[str, str]]:
    """Title and section of each criterion of some scores: those of the newest score that has it."""
    named = select(FindingTable.score_id, FindingTable.criterion, FindingTable.title, FindingTable.section)
    found = session.execute(named.where(FindingTable.score_id.in_(score_ids)))
    return {(score_id, criterion): (title, section) for score_id, criterion, title, section in found}


def _of_current(query: AnySelect, score_id: Any, since: datetime | None) -> AnySelect:
    """Narrow a query over parts of scores to the current scores of the calls asked for."""
    if since is None:
        return query.join(ScoreTable, ScoreTable.id == score_id).where(ScoreTable.is_current)
    # Not a join: SQLite would look through all the parts there are for those of the scores.
    return query.where(score_id.in_(select(ScoreTable.id).where(ScoreTable.is_current, ScoreTable.called_at >= since)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
