"""Questions to the database, as keyword-only functions of a session; the answers are frozen values."""

from datetime import datetime

from sqlalchemy.orm import Session

from qa_pipeline.store.reads.values import (
    CallDetail,
    CallFilter,
    CallOrder,
    CallPage,
    CallRow,
    CriterionRate,
    DayCount,
    Direction,
    FilterChoices,
    FlagCount,
    Overview,
)
from qa_pipeline.store.states import State

__all__ = [
    "CallDetail",
    "CallFilter",
    "CallOrder",
    "CallPage",
    "CallRow",
    "CriterionRate",
    "DayCount",
    "Direction",
    "FilterChoices",
    "FlagCount",
    "Overview",
    "State",
    "call_detail",
    "calls",
    "choices",
    "find_recordings",
    "overview",
    "recording_by_sha",
]


def calls(session: Session, *, where: CallFilter) -> CallPage:
    """The page of calls that the filter asks for."""
    raise NotImplementedError


def choices(session: Session) -> FilterChoices:
    """The values to choose from in the filter."""
    raise NotImplementedError


def overview(session: Session, *, since: datetime | None = None) -> Overview:
    """The figures over every call that took place since then."""
    raise NotImplementedError


def call_detail(session: Session, *, recording_id: int) -> CallDetail | None:
    """One recording with its call and current score; None when there is no such recording."""
    raise NotImplementedError


def find_recordings(session: Session, *, text: str) -> tuple[CallRow, ...]:
    """The recordings that a person may mean by an id, the beginning of a sha256, a file name or its stem."""
    raise NotImplementedError


def recording_by_sha(session: Session, *, sha256: str) -> CallRow | None:
    """The recording with these very bytes, if it is known."""
    raise NotImplementedError
