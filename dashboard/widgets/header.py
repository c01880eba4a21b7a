"""The head of a call's page: which call it is, what it scored, and what to be wary of."""

import streamlit as st

from dashboard.widgets.numbers import clock, moment, percent, points, score_range
from dashboard.widgets.words import (
    LANGUAGE_DOUBTS,
    SAID_BY_RESULT,
    UNCERTAIN_RESULT,
    flag_word,
    issue_sentence,
    language_word,
    plain,
    result_word,
    titled,
)
from qa_pipeline.call import Call
from qa_pipeline.finding import AutoFail, Scored
from qa_pipeline.store.reads import CallDetail, CallRow


def show_header(detail: CallDetail) -> None:
    """Draw the head, as far as the call has been heard."""
    st.title(plain(detail.row.file), anchor=False)
    st.caption(" · ".join(plain(part) for part in _particulars(detail.row)))
    if detail.scored:
        _show_score(detail.scored)
    if detail.call:
        _show_health(detail.call)


def _particulars(row: CallRow) -> list[str]:
    zone = st.context.timezone
    when = moment(row.started_at, zone) if row.started_at else f"received {moment(row.received_at, zone)}"
    named = {
        "Agent": row.agent,
        "Team": row.team,
        "Queue": row.queue,
        "Call type": row.call_type,
        "Customer": row.metadata.customer_name,
        "Customer reference": row.customer_reference,
        "Id": row.metadata.external_id,
        "CSAT": None if row.metadata.csat is None else f"{row.metadata.csat:g}",
    }
    facts = [when, clock(row.duration), language_word(row.language), titled(row.direction or "")]
    facts += [f"{name}: {value}" for name, value in named.items() if value]
    return [fact for fact in facts if fact and fact != "–"]


def _show_score(scored: Scored) -> None:
    low, high = scored.score_range or (None, None)
    reach = score_range(low, high)
    score, result, coverage = st.columns(3, gap="small")
    score.metric(
        "Score of 100",
        points(scored.score),
        delta=f"could be {reach}" if reach else None,
        delta_color="off",
        delta_arrow="off",
        help="The range is the score with every undetermined criterion at its worst and at its best.",
        border=True,
        height="stretch",
    )
    with result.container(border=True, height="stretch"):
        st.markdown(":small[Result]")
        with st.container(horizontal=True, gap="small"):
            _show_badges(scored)
    coverage.metric(
        "Coverage",
        percent(scored.coverage),
        help="The share of the applicable weight that could be determined.",
        border=True,
        height="stretch",
    )
    for flag in scored.flags:
        if flag in LANGUAGE_DOUBTS:
            st.warning(LANGUAGE_DOUBTS[flag], icon=":material/translate:")
    if scored.auto_fail:
        st.error(_auto_fail_sentence(scored, scored.auto_fail), icon=":material/gavel:")


def _show_badges(scored: Scored) -> None:
    uncertain = "pass_uncertain" in scored.flags
    _show_result(scored.passed, uncertain=uncertain)
    if scored.auto_fail:
        provisional = ", provisional" if scored.auto_fail.provisional else ""
        st.badge(f"Automatic fail{provisional}", icon=":material/gavel:", color="red")
    if scored.band:
        st.badge(plain(titled(scored.band)), color="gray" if uncertain else "blue")
    for flag in scored.flags:
        if flag not in SAID_BY_RESULT:
            st.badge(plain(flag_word(flag)), icon=":material/flag:", color="orange")


def _show_result(passed: bool | None, *, uncertain: bool) -> None:
    if passed is None:
        st.badge("Not scored", icon=":material/remove:", color="gray")
        return
    word = result_word(passed=passed, uncertain=uncertain)
    if uncertain:
        st.badge(word, icon=":material/question_mark:", color="gray", help=UNCERTAIN_RESULT)
    elif passed:
        st.badge(word, icon=":material/check:", color="green")
    else:
        st.badge(word, icon=":material/close:", color="red")


def _auto_fail_sentence(scored: Scored, fail: AutoFail) -> str:
    title = next((item.title for item in scored.criteria if item.finding.criterion == fail.criterion), fail.criterion)
    whole = "the whole call" if fail.target == "call" else "its section"
    known = fail.score_before is not None
    before = f" Without it the call would have scored {points(fail.score_before)}." if known else ""
    standing = " It is **provisional** until a person has confirmed it." if fail.provisional else ""
    return f"**{plain(title)}** is critical and was not met, which fails {whole}.{before}{standing}"


def _show_health(call: Call) -> None:
    for issue in call.health.issues:
        text = plain(issue_sentence(issue))
        if issue.severity == "info":
            st.caption(f":material/info: {text}")
        elif issue.severity == "error":
            st.error(text, icon=":material/hearing_disabled:")
        else:
            st.warning(text, icon=":material/hearing:")
