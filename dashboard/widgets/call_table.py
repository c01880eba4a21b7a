"""A table of calls in which a click opens the call."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from dashboard.widgets.browser import bundle, marked
from dashboard.widgets.numbers import clock, moment, percent, points, score_range
from dashboard.widgets.words import (
    UNCERTAIN_RESULT,
    flag_word,
    language_word,
    result_word,
    state_word,
    titled,
)
from qa_pipeline.store.reads import CallRow

COLUMNS = ("Call", "Agent", "Score", "Result", "Flags", "Duration", "Language", "State")
# Below this a score says little of the call, however high it is; a judgement, and stricter than a scorecard's flag.
THIN_COVERAGE = 0.6

_table = st.components.v2.component(
    "callqa_calls", css=bundle("base.css", "call_table.css"), js=bundle("dom.js", "call_table.js")
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One call as the table writes it. `reason` stands instead of score, result and flags where there are none."""

    id: int
    file: str
    when: str
    agent: str
    queue: str
    score: float | None
    low: float | None
    high: float | None
    score_text: str
    range: str
    covered: str
    result: str
    result_sign: str
    result_word: str
    result_help: str
    band: str
    flags: tuple[str, ...]
    duration: str
    language: str
    state: str
    state_word: str
    reason: str


def show_calls(rows: Sequence[CallRow], *, key: str) -> int | None:
    """Draw the table; gives the id of the call that was clicked just now."""
    shown = [asdict(table_row(row, st.context.timezone)) for row in rows]
    data = marked({"columns": list(COLUMNS), "rows": shown})
    clicked = _table(key=key, data=data, on_opened_change=lambda: None)
    return int(clicked.opened) if clicked.opened is not None else None


def table_row(row: CallRow, timezone: str | None) -> TableRow:
    """The call in words; times in the reader's time zone."""
    result, sign, word = _result(row)
    score = row.score
    return TableRow(
        id=row.id,
        file=row.file,
        when=moment(row.started_at or row.received_at, timezone),
        agent=row.agent or "–",
        queue=row.queue or "",
        score=score,
        low=score if row.score_low is None else row.score_low,
        high=score if row.score_high is None else row.score_high,
        score_text=points(score),
        range=score_range(row.score_low, row.score_high),
        covered=_covered(row.coverage),
        result=result,
        result_sign=sign,
        result_word=word,
        result_help=UNCERTAIN_RESULT if result == "uncertain" else "",
        band=titled(row.band or ""),
        flags=tuple(flag_word(flag) for flag in row.flags),
        duration=clock(row.duration),
        language=language_word(row.language),
        state=row.state,
        state_word=state_word(row.state),
        reason=_reason(row),
    )


def _result(row: CallRow) -> tuple[str, str, str]:
    """Its kind, by which it is coloured, then its sign and its word."""
    if row.auto_fail:
        return "failed", "✕", "Automatic fail, provisional"
    if row.passed is None:
        return "", "–", ""
    word = result_word(passed=row.passed, uncertain="pass_uncertain" in row.flags)
    if "pass_uncertain" in row.flags:
        return "uncertain", "?", word
    return ("passed", "✓", word) if row.passed else ("failed", "✕", word)


def _covered(coverage: float | None) -> str:
    """How much of the call the score rests on, where that is little."""
    return "" if coverage is None or coverage >= THIN_COVERAGE else f"{percent(coverage)} covered"


def _reason(row: CallRow) -> str:
    if row.state not in {"failed", "quarantined"}:
        return ""
    return row.error_message or titled(row.error_code or "no reason is known")
