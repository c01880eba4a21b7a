"""The measurements of a call as tables: what each is called, its unit, and why one is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.widgets.numbers import UNKNOWN, percent
from dashboard.widgets.words import fault
from qa_pipeline.call import Call


def seconds(value: float) -> str:
    if value < 59.95:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"


def count(value: float) -> str:
    return f"{value:.0f}"


def pace(value: float) -> str:
    return f"{value:.0f} words/min"


def loudness(value: float) -> str:
    return f"{value:.1f} LUFS".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement: its name in `Call.metrics` (without the side's prefix), its title and how it is written."""

    name: str
    title: str
    written: Callable[[float], str]


SIDES = (
    Measure("talk_time", "Talk time", seconds),
    Measure("talk_ratio", "Talk time, share of the call", percent),
    Measure("speech_rate", "Speech rate", pace),
    Measure("longest_monologue", "Longest monologue", seconds),
    Measure("interruptions", "Interruptions made", count),
    Measure("response_latency_median", "Response latency, median", seconds),
    Measure("response_latency_longest", "Response latency, longest", seconds),
)

WHOLE = (
    Measure("duration", "Duration", seconds),
    Measure("handle_time", "Handle time", seconds),
    Measure("first_agent_speech", "Agent first heard after", seconds),
    Measure("hold_count", "Holds", count),
    Measure("hold_time", "Time on hold", seconds),
    Measure("longest_hold", "Longest hold", seconds),
    Measure("silence_count", "Silence gaps, holds among them", count),
    Measure("silence_time", "Time in silence gaps, holds among them", seconds),
    Measure("longest_silence", "Longest silence gap, holds among them", seconds),
    Measure("dead_air_time", "Dead air", seconds),
    Measure("longest_dead_air", "Longest dead air", seconds),
    Measure("non_talk_time", "Non-talk time (holds and dead air)", seconds),
    Measure("overlap_time", "Both speaking", seconds),
    Measure("overlap_ratio", "Both speaking, share of the call", percent),
    Measure("loudness_lufs", "Loudness", loudness),
)


def by_side(call: Call) -> dict[str, list[str]]:
    """A table of what both sides are measured by: a column a side."""
    return {
        "Measurement": [measure.title for measure in SIDES],
        "Agent": [_value(call, f"agent_{measure.name}", measure) for measure in SIDES],
        "Customer": [_value(call, f"customer_{measure.name}", measure) for measure in SIDES],
    }


def of_the_call(call: Call) -> dict[str, list[str]]:
    """A table of what the call as a whole is measured by, then of measurements that have no title here yet."""
    rows = [(measure.title, _value(call, measure.name, measure)) for measure in WHOLE if measure.name in call.metrics]
    rows += [(name.replace("_", " ").capitalize(), _bare(call, name)) for name in sorted(_untitled(call.metrics))]
    return {"Measurement": [title for title, _ in rows], "Value": [value for _, value in rows]}


def withheld(call: Call) -> dict[str, list[str]]:
    """Fault → the titles of the measurements it makes unreliable; empty when none is withheld."""
    reasons: dict[str, list[str]] = {}
    for name, code in call.health.withheld.items():
        reasons.setdefault(fault(code), []).append(title_of(name))
    return reasons


def title_of(name: str) -> str:
    """The title of a measurement by its full name, with its side where it has one."""
    for measure in WHOLE:
        if measure.name == name:
            return measure.title
    for side in ("agent", "customer"):
        for measure in SIDES:
            if f"{side}_{measure.name}" == name:
                return f"{measure.title} ({side})"
    return name.replace("_", " ").capitalize()


def _value(call: Call, name: str, measure: Measure) -> str:
    if name in call.health.withheld:
        return "withheld"
    value = call.metrics.get(name)
    return UNKNOWN if value is None else measure.written(value)


def _bare(call: Call, name: str) -> str:
    return _value(call, name, Measure(name, name, lambda value: f"{value:g}"))


def _untitled(metrics: Mapping[str, float | None]) -> set[str]:
    titled = {measure.name for measure in WHOLE}
    titled |= {f"{side}_{measure.name}" for side in ("agent", "customer") for measure in SIDES}
    return set(metrics) - titled
