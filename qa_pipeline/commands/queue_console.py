"""How the queue stands, for a reader at a terminal and for programs."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.store.reads import QueueFigures
from qa_pipeline.store.states import Lane, State


def left_seconds(figures: QueueFigures) -> float | None:
    """How long what waits and is in hand will take at the rate of the last 5 minutes, or of the last hour where nothing
    was done in those; None where nothing was done at all."""
    left = figures.count(State.QUEUED, State.PROCESSING)
    for done, minutes in zip(figures.done, (5, 60), strict=True):
        if done:
            return left / done * minutes * 60
    return None if left else 0.0


def as_json(figures: QueueFigures, now: datetime) -> dict[str, Any]:
    """The figures, with those that are made of them."""
    oldest = figures.oldest_queued_at
    return {
        "at": now.isoformat(),
        "states": {state.value: figures.count(state) for state in State},
        "lanes": [{"state": one.state, "lane": one.lane, "count": one.count} for one in figures.counts],
        "waiting_for_another_try": figures.later,
        "scored_last_5_minutes": figures.done[0],
        "scored_last_60_minutes": figures.done[1],
        "audio_seconds_last_60_minutes": figures.audio_seconds[1],
        "left_seconds": left_seconds(figures),
        "oldest_waiting_seconds": (now - oldest).total_seconds() if oldest else None,
        "failures": dict(figures.failures),
        "workers": [
            asdict(one) | {"started_at": one.started_at.isoformat(), "seen_at": one.seen_at.isoformat()}
            for one in figures.workers
        ],
    }


def print_status(figures: QueueFigures, now: datetime, out: Console) -> None:
    """The counts by state and lane, then a line for each of the rest."""
    out.print(_counts(figures))
    for name, told in _lines(figures, now):
        out.print(Text(f"{name:<16}", style="bold") + Text(told), soft_wrap=True)


def span(seconds: float) -> str:
    """Seconds as h:mm:ss, with days before it."""
    return str(timedelta(seconds=round(max(0.0, seconds))))


def _counts(figures: QueueFigures) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("state")
    for lane in Lane:
        table.add_column(lane.value, justify="right")
    found = {(one.state, one.lane): one.count for one in figures.counts}
    for state in State:
        table.add_row(state.value, *(str(found.get((state, lane), 0)) for lane in Lane))
    return table


def _lines(figures: QueueFigures, now: datetime) -> list[tuple[str, str]]:
    left = left_seconds(figures)
    oldest = figures.oldest_queued_at
    failures = ", ".join(f"{code} {count}" for code, count in figures.failures.items())
    times_real = figures.audio_seconds[1] / 3600
    return [
        ("scored", f"{figures.done[0]} in 5 min, {figures.done[1]} in 60 min ({times_real:.1f} times real time)"),
        ("time left", span(left) if left is not None else "unknown: nothing was scored in the last hour"),
        ("oldest waiting", span((now - oldest).total_seconds()) if oldest else "–"),
        ("for a later try", str(figures.later)),
        ("failures", failures or "none"),
        ("workers", _workers(figures, now)),
    ]


def _workers(figures: QueueFigures, now: datetime) -> str:
    if not figures.workers:
        return "none; `callqa worker` starts one"
    told = []
    for one in figures.workers:
        host, pid, *_ = one.name.split("/")
        seen = (now - one.seen_at) // timedelta(seconds=1)
        told.append(f"{host}/{pid} ({one.processes} processes, {' and '.join(one.lanes)}, seen {max(0, seen)} s ago)")
    return "; ".join(told)
