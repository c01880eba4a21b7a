"""The trend by day as two charts over the same days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from qa_pipeline.store.reads import DayCount

HEIGHT = 190
_DAY_MS = 86_400_000

# A line over a longer pause than a week would draw a trend that nobody heard.
PAUSE_DAYS = 7


def show_trend(days: Sequence[DayCount]) -> None:
    """Draw score, pass rate and number of calls by day; one day alone is no trend."""
    if len(days) < 2:
        return
    score, passed, calls = st.columns(3, gap="medium")
    score.caption("Mean score by day")
    score.vega_lite_chart(line_chart({day: day.mean_score for day in days}), height=HEIGHT)
    passed.caption("Pass rate by day, %")
    passed.vega_lite_chart(line_chart({day: _hundredfold(day.pass_rate) for day in days}), height=HEIGHT)
    calls.caption("Calls by day")
    calls.vega_lite_chart(bar_chart(days), height=HEIGHT)


def line_chart(values: Mapping[DayCount, float | None]) -> dict[str, Any]:
    """A Vega-Lite chart of values from 0 to 100; a bigger point stands on more calls."""
    return {
        "data": {"values": _in_runs([_day(day, value) for day, value in values.items() if value is not None])},
        "encoding": {"x": _day_axis(), "y": _axis("value", domain=[0, 100]), "tooltip": _tooltip()},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 1.5}, "encoding": {"detail": {"field": "run"}}},
            {
                "mark": {"type": "point", "filled": True, "opacity": 1},
                "encoding": {"size": {**_axis("calls"), "scale": {"range": [30, 150]}, "legend": None}},
            },
        ],
    }


def bar_chart(days: Sequence[DayCount]) -> dict[str, Any]:
    """A Vega-Lite chart with a bar for each day's calls."""
    return {
        "data": {"values": [_day(day, day.calls) for day in days]},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {"x": _day_axis(), "y": _axis("calls"), "tooltip": _tooltip()[:2]},
    }


def _day(day: DayCount, value: float) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "label": f"{day.day:%d %B %Y}", "value": round(value, 1), "calls": day.calls}


def _in_runs(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The days, in order, numbered by run: a run ends where the next value is longer away than the pause."""
    run, before, numbered = 0, None, []
    for row in days:
        day = date.fromisoformat(row["day"])
        run += before is not None and (day - before).days > PAUSE_DAYS
        before = day
        numbered.append({**row, "run": run})
    return numbered


def _axis(field: str, domain: list[int] | None = None) -> dict[str, Any]:
    scale = {"domain": domain} if domain else {}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": {"title": None, "tickMinStep": 1}}


def _tooltip() -> list[dict[str, str]]:
    return [
        {"field": "label", "title": "Day"},
        {"field": "calls", "title": "Calls"},
        {"field": "value", "title": "Value"},
    ]


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _day_axis() -> dict[str, Any]:
    """Days are counted in UTC, so they are drawn in UTC, whatever the reader's clock says."""
    return {
        "field": "day",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "scale": {"type": "utc", "padding": 12},
        "axis": {"title": None, "format": "%d %b", "tickMinStep": _DAY_MS, "tickCount": 8, "grid": False},
    }
