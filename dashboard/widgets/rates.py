"""How often each criterion was met, weakest first."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.widgets.browser import bundle, marked
from dashboard.widgets.numbers import percent
from dashboard.widgets.words import titled
from qa_pipeline.store.reads import CriterionRate

COLUMNS = ("Criterion", "Met", "Shares", "✓ Met", "✕ Not met", "? Undetermined", "– Not applicable")

_rates = st.components.v2.component(
    "callqa_rates", css=bundle("base.css", "rates.css"), js=bundle("dom.js", "rates.js")
)


def met_share(rate: CriterionRate) -> float | None:
    """Of the calls where it applied and could be told, the share that met it; None when there is no such call."""
    told = rate.met + rate.not_met
    return rate.met / told if told else None


def weakest_first(rates: Sequence[CriterionRate]) -> list[CriterionRate]:
    """The criterion that is missed most comes first; those that nothing can be said of come last."""
    return sorted(rates, key=lambda rate: 2.0 if (share := met_share(rate)) is None else share)


def show_rates(rates: Sequence[CriterionRate]) -> None:
    """Draw the criteria with the shares of their verdicts."""
    rows = [_row(rate) for rate in weakest_first(rates)]
    _rates(key="rates", data=marked({"columns": list(COLUMNS), "rows": rows}))


def _row(rate: CriterionRate) -> dict[str, Any]:
    counts = {
        "met": rate.met,
        "not_met": rate.not_met,
        "undetermined": rate.undetermined,
        "not_applicable": rate.not_applicable,
    }
    return {
        "title": rate.title,
        "section": titled(rate.section),
        "met": percent(met_share(rate)),
        "parts": [{"verdict": verdict, "count": count} for verdict, count in counts.items()],
    }
