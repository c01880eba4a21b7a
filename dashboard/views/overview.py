"""The overview: how many calls, how good, what is going wrong, and where to look first."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from dashboard import data
from dashboard.widgets.filters import in_address
from dashboard.widgets.numbers import hours, percent, points, score_range
from dashboard.widgets.rates import show_rates
from dashboard.widgets.trend import show_trend
from dashboard.widgets.words import UNCERTAIN_RESULT, flag_word, plain
from qa_pipeline.store.reads import CallFilter, FlagCount, Overview

PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90, "All": None}
NEWEST_FAILURES = 5


def show() -> None:
    """Draw the numbers of the chosen period."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title("Overview", anchor=False, width="content")
        period = st.segmented_control(
            "Period", list(PERIODS), default="All", required=True, key="period", bind="query-params"
        )
    since = _since(PERIODS.get(period or "All"))
    whole = data.overview(since)
    if not whole.calls:
        _show_empty(since)
        return
    _show_numbers(whole, since)
    show_trend(whole.by_day)
    criteria, notices = st.columns([5, 2], gap="large")
    with criteria:
        st.subheader("Criteria, weakest first", anchor=False)
        show_rates(whole.criteria)
    with notices:
        _show_flags(whole.flags, since)
        _show_failures(since)


def _since(days: int | None) -> datetime | None:
    if days is None:
        return None
    return datetime.combine(datetime.now(UTC).date() - timedelta(days=days - 1), time(), UTC)


def _show_empty(since: datetime | None) -> None:
    if since is not None and data.overview(None).calls:
        st.info("No call took place in this period; choose a longer one.", icon=":material/date_range:")
        return
    st.info("There are no calls yet. Hear and score a recording or a folder of them with:", icon=":material/call:")
    st.code("callqa process PATH", language="shell")


def _show_numbers(whole: Overview, since: datetime | None) -> None:
    reach = score_range(whole.mean_low, whole.mean_high)
    tiles = st.columns(6, gap="small")
    tiles[0].metric("Calls", f"{whole.calls:,}", border=True, height="stretch")
    tiles[1].metric(
        "Mean score",
        points(whole.mean_score),
        delta=f"could be {reach}" if reach else None,
        delta_color="off",
        delta_arrow="off",
        help="The range has every undetermined criterion at its worst and at its best.",
        border=True,
        height="stretch",
    )
    tiles[2].metric("Pass rate", percent(whole.pass_rate), help=_uncertain(whole), border=True, height="stretch")
    tiles[3].metric("Flagged", f"{whole.flagged:,}", border=True, height="stretch")
    if whole.flagged:
        asked = {"flagged": "true"} | in_address(since)
        tiles[3].page_link("views/calls.py", label="Flagged calls", icon=":material/flag:", query_params=asked)
    tiles[4].metric(
        "Scored",
        f"{whole.scored:,}",
        delta=_unfinished(whole),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    tiles[5].metric("Heard", hours(whole.audio_seconds), border=True, height="stretch")


def _uncertain(whole: Overview) -> str | None:
    """How many results may yet turn; None when all of them stand."""
    count = next((item.count for item in whole.flags if item.flag == "pass_uncertain"), 0)
    calls = "call" if whole.scored == 1 else "calls"
    return f"Uncertain: {count:,} of {whole.scored:,} scored {calls}. {UNCERTAIN_RESULT}" if count else None


def _unfinished(whole: Overview) -> str | None:
    parts = [f"{whole.failed:,} failed"] if whole.failed else []
    parts += [f"{whole.waiting:,} waiting"] if whole.waiting else []
    return ", ".join(parts) or None


def _show_flags(flags: tuple[FlagCount, ...], since: datetime | None) -> None:
    st.subheader("Flags", anchor=False)
    if not flags:
        st.caption("No call is flagged.")
    for item in flags:
        word = flag_word(item.flag)
        calls = "1 call" if item.count == 1 else f"{item.count:,} calls"
        st.page_link("views/calls.py", label=f"{plain(word)}: {calls}", query_params={"flag": word} | in_address(since))


def _show_failures(since: datetime | None) -> None:
    where = CallFilter(states=("failed", "quarantined"), since=since, limit=NEWEST_FAILURES)
    failures = data.calls(where)
    if not failures.total:
        return
    st.subheader("Newest failures", anchor=False)
    for row in failures.rows:
        st.page_link("views/call.py", label=plain(row.file), query_params={"call": str(row.id)})
        st.caption(plain(row.error_message or row.error_code or "No reason is known."))


show()
