"""The filters of the list of calls. Each keeps its value in the address, so that a view can be sent to somebody."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.widgets.words import flag_word, language_word, state_word, titled
from qa_pipeline.store.reads import CallFilter, CallOrder, FilterChoices

PAGE_SIZE = 25
FULL_SCALE = (0, 100)

ORDERS: Mapping[str, CallOrder] = {
    "Newest first": "newest",
    "Oldest first": "oldest",
    "Worst first": "worst",
    "Best first": "best",
    "Least certain first": "least_certain",
    "Longest first": "longest",
}
RESULTS: Mapping[str, bool | None] = {"Any result": None, "Passed": True, "Not passed": False}
# What each filter is when it asks nothing, by its name in the address.
UNASKED: Mapping[str, Any] = {
    "q": "",
    "order": next(iter(ORDERS)),
    "flagged": False,
    "result": next(iter(RESULTS)),
    **{key: [] for key in ("state", "flag", "band", "agent", "queue", "language")},
    "score": FULL_SCALE,
    "from": None,
    "to": None,
    "page": 1,
}


def ask(choices: FilterChoices) -> CallFilter:
    """Draw the filters in the sidebar and give what they ask for, first page and all."""
    with st.sidebar:
        text = st.text_input(
            "Search", key="q", bind="query-params", placeholder="File, agent, reference", on_change=_to_first_page
        )
        flagged = _flagged_only(choices.flags)
        order = _choose("Order", "order", list(ORDERS))
        result = _choose("Result", "result", list(RESULTS))
        states = _several("State", "state", {state_word(state): state for state in choices.states})
        flags = _several("Flag", "flag", {flag_word(flag): flag for flag in choices.flags})
        bands = _several("Band", "band", {titled(band): band for band in choices.bands})
        agents = _several("Agent", "agent", {agent: agent for agent in choices.agents})
        queues = _several("Queue", "queue", {queue: queue for queue in choices.queues})
        languages = _several("Language", "language", {language_word(code): code for code in choices.languages})
        low, high = st.slider(
            "Score", *FULL_SCALE, FULL_SCALE, key="score", bind="query-params", on_change=_to_first_page
        )
        since, until = _days()
        st.button("Clear the filters", on_click=_clear, width="stretch")
    bounded = (low, high) != FULL_SCALE
    return CallFilter(
        text=text.strip(),
        states=states,
        languages=languages,
        agents=agents,
        queues=queues,
        flags=flags or flagged,
        bands=bands,
        passed=RESULTS[result],
        since=since,
        until=until,
        score_from=float(low) if bounded else None,
        score_to=float(high) if bounded else None,
        order=ORDERS[order],
        limit=PAGE_SIZE,
    )


def in_address(since: datetime | None) -> dict[str, str]:
    """The first day of a period as the address of the list has it."""
    return {"from": since.date().isoformat()} if since else {}


def _choose(label: str, key: str, options: Sequence[str]) -> str:
    chosen = st.selectbox(label, options, key=key, bind="query-params", on_change=_to_first_page)
    return str(chosen)


def _flagged_only(known: tuple[str, ...]) -> tuple[str, ...]:
    """Every flag there is, where only flagged calls are asked for; nothing to choose while no call is flagged."""
    if not known:
        return ()
    only = st.toggle("Flagged only", key="flagged", bind="query-params", on_change=_to_first_page)
    return known if only else ()


def _several(label: str, key: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Any of the values; a filter with nothing to choose from is not drawn."""
    if not codes:
        return ()
    chosen = st.multiselect(
        label, list(codes), key=key, bind="query-params", placeholder="Any", on_change=_to_first_page
    )
    return tuple(codes[word] for word in chosen)


def _days() -> tuple[datetime | None, datetime | None]:
    """From the beginning of the first day to the end of the last, in the reader's time zone."""
    left, right = st.columns(2)
    first = left.date_input("From", None, key="from", bind="query-params", on_change=_to_first_page)
    last = right.date_input("To", None, key="to", bind="query-params", on_change=_to_first_page)
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    since = _midnight(first, zone) if isinstance(first, date) else None
    until = _midnight(last + timedelta(days=1), zone) if isinstance(last, date) else None
    return since, until


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _to_first_page() -> None:
    if "page" in st.session_state:
        st.session_state["page"] = UNASKED["page"]


def _clear() -> None:
    for key, value in UNASKED.items():
        if key in st.session_state:
            st.session_state[key] = value
