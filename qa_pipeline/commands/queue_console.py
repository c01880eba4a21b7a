"""How the queue stands, for a reader at a terminal and for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.commands.lines import tell_line
from qa_pipeline.store.reads import QueueFigures, Standing
from qa_pipeline.store.states import Lane, State


def left_seconds(figures: QueueFigures) -> float | None:
    """How long what waits and is in hand will take at the rate of the last 5 minutes, or of the last hour where nothing
    was done in those; None where nothing was done at all."""
    left = figures.count(State.QUEUED, State.PROCESSING)
    for done, minutes in zip(figures.done, (5, 60), strict=True):
        if done:
            return left / done * minutes * 60
    return None if left else 0.0


def as_json(figures: QueueFigures, now: datetime, failed: Sequence[Standing] | None = None) -> dict[str, Any]:
    """The figures, with those that are made of them, and with what `failed` where that was asked for."""
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
    } | _failed_as_json(figures, failed)


def print_status(figures: QueueFigures, now: datetime, out: Console) -> None:
    """The counts by state and lane, then a line for each of the rest."""
    out.print(_counts(figures))
    for name, told in _lines(figures, now):
        out.print(Text(f"{name:<16}", style="bold") + Text(told), soft_wrap=True)


def print_failed(figures: QueueFigures, failed: Sequence[Standing] | None, out: Console) -> None:
    """A line for each of what failed, how many more there are, and where to look for the rest; nothing for None."""
    if failed is None:
        return
    for one in failed:
        tell_line(out, f"{one.id} {one.file}: {one.code}: {one.reason}")
    more = figures.count(State.FAILED) - len(failed)
    if more > 0:
        tell_line(out, f"and {more} more")
    aside = figures.count(State.QUARANTINED)
    if aside:
        tell_line(out, f"{aside} in quarantine; `callqa quarantine list` shows them")


def print_kept(one: Standing, err: Console) -> None:
    """Why a recording that was named is not queued again, and what helps."""
    if one.state is not State.QUARANTINED:
        tell_line(err, f"recording {one.id} {one.file} is {one.state} and stays")
        return
    helps = f"`callqa quarantine mend {one.id} FIELD=VALUE` and `callqa quarantine release {one.id}` let it be heard"
    tell_line(err, f"recording {one.id} {one.file} is quarantined ({one.code}: {one.reason}) and stays; {helps}")


def span(seconds: float) -> str:
    """Seconds as h:mm:ss, with days before it."""
    return str(timedelta(seconds=round(max(0.0, seconds))))


def _failed_as_json(figures: QueueFigures, failed: Sequence[Standing] | None) -> dict[str, Any]:
    if failed is None:
        return {}
    listed = [
        {"id": one.id, "file": one.file, "code": one.code, "reason": one.reason, "at": one.at and one.at.isoformat()}
        for one in failed
    ]
    return {"failed": listed, "failed_left_out": max(0, figures.count(State.FAILED) - len(failed))}


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
