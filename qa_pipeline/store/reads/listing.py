"""Lists of calls: filtered, ordered, paged."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_pipeline.store.reads.rows import call_rows, recordings_with_score
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
    """The page of calls that the filter asks for."""
    found = recordings_with_score().where(*conditions(where))
    total = session.scalar(found.with_only_columns(func.count(RecordingTable.id))) or 0
    page = found.order_by(*ORDERS[where.order]).limit(where.limit).offset(where.offset)
    return CallPage(call_rows(session, page), total)


def choices(session: Session) -> FilterChoices:
    """The values to choose from in the filter; flags and bands are those of current scores."""
    current_flags = select(FlagTable.flag).join(ScoreTable, FlagTable.score_id == ScoreTable.id)
    return FilterChoices(
        states=_distinct(session, select(RecordingTable.state)),
        languages=_distinct(session, select(RecordingTable.language)),
        agents=_distinct(session, select(RecordingTable.agent)),
        queues=_distinct(session, select(RecordingTable.queue)),
        flags=_distinct(session, current_flags.where(ScoreTable.is_current)),
        bands=_distinct(session, select(ScoreTable.band).where(ScoreTable.is_current)),
    )


def conditions(where: CallFilter) -> list[ColumnElement[bool]]:
    """What a filter asks of a recording beside its current score."""
    words = searchable(where.text).split()
    return [
        *(RecordingTable.search_text.contains(word, autoescape=True) for word in words),
        *_any_of(RecordingTable.state, where.states),
        *_any_of(RecordingTable.language, where.languages),
        *_any_of(RecordingTable.agent, where.agents),
        *_any_of(RecordingTable.queue, where.queues),
        *_any_of(ScoreTable.band, where.bands),
        *_flagged(where.flags),
        *_between(RecordingTable.called_at, where.since, None),
        *([RecordingTable.called_at < where.until] if where.until else []),
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


def _distinct(session: Session, values: Select[Any]) -> tuple[str, ...]:
    return tuple(sorted(value for value in session.scalars(values.distinct()) if value is not None))
