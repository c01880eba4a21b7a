"""The trend by day as two charts over the same days."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from qa_pipeline.store.reads import DayCount

HEIGHT = 230
_DAY_MS = 86_400_000
_DAY_FORMAT = "%d %b"


def show_trend(days: Sequence[DayCount]) -> None:
    """Draw the mean score with the pass rate, and how many calls they stand on."""
    left, right = st.columns([3, 2], gap="medium")
    left.caption("Mean score and pass rate by day")
    left.vega_lite_chart(quality_chart(days), height=HEIGHT)
    right.caption("Calls by day")
    right.vega_lite_chart(volume_chart(days), height=HEIGHT)


def quality_chart(days: Sequence[DayCount]) -> dict[str, Any]:
    """A Vega-Lite chart of two lines, told apart by dash and shape too; a bigger point stands on more calls."""
    return {
        "data": {"values": [row for day in days for row in _series(day)]},
        "encoding": {
            "x": _day_axis(),
            "y": {"field": "value", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": {"title": None}},
            "color": {"field": "series", "legend": {"title": None, "orient": "top"}},
            "tooltip": [
                {"field": "label", "title": "Day"},
                {"field": "value", "type": "quantitative", "format": ".1f", "title": "Value"},
                {"field": "calls", "type": "quantitative", "title": "Calls"},
            ],
        },
        "layer": [
            {"mark": "line", "encoding": {"strokeDash": {"field": "series", "legend": None}}},
            {
                "mark": {"type": "point", "filled": True, "opacity": 1},
                "encoding": {
                    "shape": {"field": "series", "legend": None},
                    "size": {"field": "calls", "type": "quantitative", "scale": {"range": [40, 160]}, "legend": None},
                },
            },
        ],
    }


def volume_chart(days: Sequence[DayCount]) -> dict[str, Any]:
    """A Vega-Lite chart with a bar for each day's calls."""
    whole_numbers = {"title": None, "tickMinStep": 1, "format": "d"}
    return {
        "data": {"values": [{**_day(day), "calls": day.calls} for day in days]},
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "width": {"band": 0.7}},
        "encoding": {
            "x": _day_axis(),
            "y": {"field": "calls", "type": "quantitative", "axis": whole_numbers},
            "tooltip": [
                {"field": "label", "title": "Day"},
                {"field": "calls", "type": "quantitative", "title": "Calls"},
            ],
        },
    }


def _day_axis() -> dict[str, Any]:
    """Days are counted in UTC, so they are drawn in UTC, whatever the reader's clock says."""
    return {
        "field": "day",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": _DAY_FORMAT, "tickMinStep": _DAY_MS, "tickCount": 8, "grid": False},
    }


def _day(day: DayCount) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "label": f"{day.day:%d %B %Y}"}


def _series(day: DayCount) -> list[dict[str, Any]]:
    values = {"Mean score": day.mean_score, "Pass rate, %": None if day.pass_rate is None else 100 * day.pass_rate}
    return [
        {**_day(day), "series": name, "value": value, "calls": day.calls}
        for name, value in values.items()
        if value is not None
    ]
