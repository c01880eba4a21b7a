"""The figures over many calls."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, case, func, select
from sqlalchemy.orm import Session

from qa_pipeline.store.reads.rows import recordings_with_score, within
from qa_pipeline.store.reads.values import CriterionRate, DayCount, FlagCount, Overview
from qa_pipeline.store.states import ENDED_BADLY, WAITING, State
from qa_pipeline.store.tables import FindingTable, FlagTable, RecordingTable, ScoreTable
from qa_pipeline.store.verdicts import LETTERS

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
    """Counted in the scores' lines of verdicts; what else is told of a criterion is of the newest score that has it."""
    lines = dict(session.execute(_verdict_lines(since)).all())
    places = _places(session, lines)
    sizes = Counter(score_id for score_id, *_ in places)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, int] = {}
    for score_id, position, criterion, *_ in places:
        # The lines of one layout stand end to end: a criterion's letters come in steps of the layout's length.
        letters = lines[score_id][position :: sizes[score_id]]
        counts[criterion].update({letter: letters.count(letter) for letter in LETTERS.values()})
        first[criterion] = min(position, first.get(criterion, position))
    told = {criterion: (title, section) for _, _, criterion, title, section in places}
    return tuple(
        CriterionRate(criterion, *told[criterion], *(counts[criterion][letter] for letter in LETTERS.values()))
        for criterion in sorted(first, key=lambda name: (first[name], name))
    )


def _verdict_lines(since: datetime | None) -> Select[int, str]:
    """For each order of criteria, the newest current score that has it, and the verdicts of all that do, end to end."""
    lines = select(func.max(ScoreTable.id), func.aggregate_strings(ScoreTable.verdicts, ""))
    return lines.where(ScoreTable.is_current, *within(since, None, ScoreTable)).group_by(ScoreTable.criteria_digest)


def _places(session: Session, score_ids: Collection[int]) -> Sequence[Row[int, int, str, str, str]]:
    """Score, position, name, title and section of each criterion of some scores, the newest score last."""
    finding = FindingTable
    named = select(finding.score_id, finding.position, finding.criterion, finding.title, finding.section)
    return session.execute(named.where(finding.score_id.in_(score_ids)).order_by(finding.score_id)).all()


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
