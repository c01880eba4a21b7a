"""Lists of calls: filtered, ordered, paged."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_pipeline.store.reads.rows import RowQuery, call_rows, recordings_with_score, within
from qa_pipeline.store.reads.values import CallFilter, CallOrder, CallPage, FilterChoices
from qa_pipeline.store.search import searchable
from qa_pipeline.store.tables import FlagTable, RecordingTable, ScoreTable

# A call of which nothing could be scored (no range) is the least certain of all; one not scored yet comes last.
UNCERTAINTY = case(
    (ScoreTable.id.is_(None), -1.0),
    else_=func.coalesce(ScoreTable.score_high - ScoreTable.score_low, 101.0),
)
ORDERS: dict[CallOrder, tuple[ColumnElement[Any], ...]] = {
    "newest": (RecordingTable.called_at.desc(), RecordingTable.id.desc()),
    "oldest": (RecordingTable.called_at.asc(), RecordingTable.id.asc()),
    "worst": (ScoreTable.score.asc().nulls_last(), RecordingTable.id.desc()),
    "best": (ScoreTable.score.desc().nulls_last(), RecordingTable.id.desc()),
    "least_certain": (UNCERTAINTY.desc(), func.coalesce(ScoreTable.coverage, 0.0).asc(), RecordingTable.id.desc()),
    "longest": (RecordingTable.duration.desc().nulls_last(), RecordingTable.id.desc()),
}


def calls(session: Session, *, where: CallFilter) -> CallPage:
    """The page of calls that the filter asks for.

    The page's numbers are looked for first and its rows then, so that a page far behind reads no rows that it skips.
    """
    found = recordings_with_score(since=where.since, until=where.until).where(*_beside_time(where))
    total = session.scalar(_counted(found, where)) or 0
    numbers = found.with_only_columns(RecordingTable.id).order_by(*ORDERS[where.order])
    if where.limit is None:
        return CallPage(call_rows(session, found.order_by(*ORDERS[where.order]).offset(where.offset)), total)
    page = session.scalars(numbers.limit(where.limit).offset(where.offset)).all()
    rows = {row.id: row for row in call_rows(session, recordings_with_score().where(RecordingTable.id.in_(page)))}
    return CallPage(tuple(rows[number] for number in page if number in rows), total)


def choices(session: Session) -> FilterChoices:
    """The values to choose from in the filter; flags and bands are those of current scores."""
    flags = _distinct(session, FlagTable.flag)
    return FilterChoices(
        states=_distinct(session, RecordingTable.state),
        languages=_distinct(session, RecordingTable.language),
        agents=_distinct(session, RecordingTable.agent),
        queues=_distinct(session, RecordingTable.queue),
        flags=tuple(flag for flag in flags if session.scalar(_is_current_flag(flag))),
        bands=_distinct(session, ScoreTable.band, ScoreTable.is_current),
    )


def conditions(where: CallFilter) -> list[ColumnElement[bool]]:
    """What a filter asks of a recording beside its current score."""
    return [*within(where.since, where.until, RecordingTable), *_beside_time(where)]


def _beside_time(where: CallFilter) -> list[ColumnElement[bool]]:
    return [*_of_recording(where), *_of_score(where)]


def _of_recording(where: CallFilter) -> list[ColumnElement[bool]]:
    words = searchable(where.text).split()
    return [
        *(RecordingTable.search_text.contains(word, autoescape=True) for word in words),
        *_any_of(RecordingTable.state, where.states),
        *_any_of(RecordingTable.language, where.languages),
        *_any_of(RecordingTable.agent, where.agents),
        *_any_of(RecordingTable.queue, where.queues),
    ]


def _of_score(where: CallFilter) -> list[ColumnElement[bool]]:
    return [
        *_any_of(ScoreTable.band, where.bands),
        *_flagged(where.flags),
        *_between(ScoreTable.score, where.score_from, where.score_to),
        *([ScoreTable.passed.is_(where.passed)] if where.passed is not None else []),
    ]


def _any_of(column: InstrumentedAttribute[Any], values: Sequence[str]) -> list[ColumnElement[bool]]:
    return [column.in_(values)] if values else []


def _between(column: InstrumentedAttribute[Any], first: object, last: object) -> list[ColumnElement[bool]]:
    from_first = [column >= first] if first is not None else []
    return [*from_first, column <= last] if last is not None else from_first


def _flagged(flags: Sequence[str]) -> list[ColumnElement[bool]]:
    if not flags:
        return []
    return [select(FlagTable).where(FlagTable.score_id == ScoreTable.id, FlagTable.flag.in_(flags)).exists()]


def _counted(found: RowQuery, where: CallFilter) -> Select[int]:
    """How many a filter finds; the scores are left alone where it asks nothing of them."""
    count = func.count(RecordingTable.id)
    if _of_score(where):
        return found.with_only_columns(count)
    return select(count).where(*conditions(where))


def _distinct(
    session: Session, column: InstrumentedAttribute[Any], *among: InstrumentedAttribute[bool]
) -> tuple[str, ...]:
    """The values of an indexed column, sorted. Each is asked for as the next one above the last, which an index
    answers at once; DISTINCT would look at every row."""
    values = select(func.min(column).label("value")).where(*among).cte("found", recursive=True)
    following = select(func.min(column)).where(column > values.c.value, *among).scalar_subquery()
    values = values.union_all(select(following).where(values.c.value.is_not(None)))
    found = session.scalars(select(values.c.value).where(values.c.value.is_not(None)))
    return tuple(sorted(found))


def _is_current_flag(flag: str) -> Select[str]:
    """The flag, if a current score has it; scores are asked one by one until one is, which mostly is the first."""
    is_current = select(ScoreTable.is_current).where(ScoreTable.id == FlagTable.score_id).scalar_subquery()
    return select(FlagTable.flag).where(FlagTable.flag == flag, is_current).limit(1)
