"""What the dashboard asks about a month of calls, by name."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from qa_pipeline.store import reads
from qa_pipeline.store.reads import CallFilter
from tests.benchmarks.filling import END, MONTH_AGO, WHOLE

MONTH = CallFilter(since=MONTH_AGO, until=END)
LISTS: dict[str, CallFilter] = {
    "newest": MONTH,
    "newest, the last page": replace(MONTH, offset=15_000),
    "oldest": replace(MONTH, order="oldest"),
    "worst": replace(MONTH, order="worst"),
    "best": replace(MONTH, order="best"),
    "least certain": replace(MONTH, order="least_certain"),
    "longest": replace(MONTH, order="longest"),
    "an agent": replace(MONTH, agents=("Agent 31",)),
    "a queue, worst": replace(MONTH, queues=("queue_7",), order="worst"),
    "a language": replace(MONTH, languages=("fi",)),
    "failed": replace(MONTH, states=("failed", "quarantined")),
    "scored": replace(MONTH, states=("scored",)),
    "a flag": replace(MONTH, flags=("auto_fail",)),
    "two flags, worst": replace(MONTH, flags=("auto_fail", "low_coverage"), order="worst"),
    "a band": replace(MONTH, bands=("below",)),
    "failed the scorecard": replace(MONTH, passed=False),
    "score from 0 to 30": replace(MONTH, score_from=0.0, score_to=30.0),
    "a search": replace(MONTH, text="agent 31"),
    "a search that finds nothing": replace(MONTH, text="nobody"),
}


def ask_list(session: Session, where: CallFilter) -> object:
    return reads.calls(session, where=where)


def ask_overview(session: Session) -> object:
    return reads.overview(session, since=MONTH_AGO)


def ask_choices(session: Session) -> object:
    return reads.choices(session)


def ask_heard(session: Session) -> object:
    return reads.heard_calls(session, where=MONTH, limit=100)


def ask_one(session: Session) -> object:
    return reads.call_detail(session, recording_id=WHOLE)


QUESTIONS: dict[str, Callable[[Session], object]] = {
    **{f"list: {name}": partial(ask_list, where=where) for name, where in LISTS.items()},
    "the filter's choices (all time)": ask_choices,
    "100 heard calls to rescore": ask_heard,
    "a call's page": ask_one,
    "overview": ask_overview,
}
