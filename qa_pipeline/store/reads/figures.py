"""The figures over many calls."""

from collections.abc import Sequence
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
    """The figures over every call that took place since then; five statements, however many calls there are."""
    recent = [RecordingTable.called_at >= since] if since else []
    whole = _whole(session, recent)
    flags = _flags(session, recent)
    return Overview(
        calls=whole.calls,
        scored=whole.scored,
        failed=whole.failed,
        waiting=whole.waiting,
        audio_seconds=whole.audio_seconds or 0.0,
        mean_score=_float(whole.mean_score),
        pass_rate=_float(whole.pass_rate),
        mean_coverage=_float(whole.mean_coverage),
        flagged=_flagged(session, recent),
        by_day=_by_day(session, recent),
        flags=flags,
        criteria=_criteria(session, recent),
    )


def _whole(session: Session, recent: Sequence[ColumnElement[bool]]) -> Row[Any]:
    figures = recordings_with_score().with_only_columns(
        func.count(RecordingTable.id).label("calls"),
        _count(RecordingTable.state == State.SCORED).label("scored"),
        _count(RecordingTable.state.in_(ENDED_BADLY)).label("failed"),
        _count(RecordingTable.state.in_(WAITING)).label("waiting"),
        func.sum(RecordingTable.duration).label("audio_seconds"),
        func.avg(ScoreTable.score).label("mean_score"),
        PASS_RATE.label("pass_rate"),
        func.avg(ScoreTable.coverage).label("mean_coverage"),
    )
    return session.execute(figures.where(*recent)).one()


def _by_day(session: Session, recent: Sequence[ColumnElement[bool]]) -> tuple[DayCount, ...]:
    day = func.date(RecordingTable.called_at, type_=Date())
    figures = recordings_with_score().with_only_columns(
        day.label("day"), func.count(RecordingTable.id), func.avg(ScoreTable.score), PASS_RATE
    )
    days = session.execute(figures.where(*recent).group_by(day).order_by(day))
    return tuple(DayCount(day, calls, _float(mean), _float(rate)) for day, calls, mean, rate in days)


def _flags(session: Session, recent: Sequence[ColumnElement[bool]]) -> tuple[FlagCount, ...]:
    count = func.count()
    counts = _of_current(select(FlagTable.flag, count), FlagTable.score_id, recent).group_by(FlagTable.flag)
    found = session.execute(counts.order_by(count.desc(), FlagTable.flag))
    return tuple(FlagCount(flag, number) for flag, number in found)


def _flagged(session: Session, recent: Sequence[ColumnElement[bool]]) -> int:
    scores = select(func.count(FlagTable.score_id.distinct()))
    return session.scalar(_of_current(scores, FlagTable.score_id, recent)) or 0


def _criteria(session: Session, recent: Sequence[ColumnElement[bool]]) -> tuple[CriterionRate, ...]:
    verdicts = [_count(FindingTable.verdict == verdict) for verdict in Verdict]
    rates = select(
        FindingTable.criterion, func.max(FindingTable.title), func.max(FindingTable.section), *verdicts
    ).group_by(FindingTable.criterion)
    ordered = rates.order_by(func.min(FindingTable.position), FindingTable.criterion)
    found = session.execute(_of_current(ordered, FindingTable.score_id, recent))
    return tuple(CriterionRate(*rate) for rate in found.all())


def _of_current(query: AnySelect, score_id: Any, recent: Sequence[ColumnElement[bool]]) -> AnySelect:
    """Narrow a query over parts of scores to the current scores of the calls asked for."""
    of_scores = query.join(ScoreTable, ScoreTable.id == score_id)
    of_calls = of_scores.join(RecordingTable, RecordingTable.id == ScoreTable.recording_id)
    return of_calls.where(ScoreTable.is_current, *recent)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
