"""The least accuracy that a change may leave: tests/golden/accuracy_floor.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

PATH = Path(__file__).parent.parent / "golden" / "accuracy_floor.yaml"


@dataclass(frozen=True, slots=True)
class Floor:
    """The calls that are measured, and a bound for each figure."""

    calls: tuple[str, ...]
    most: Mapping[str, float]
    least: Mapping[str, float]


def load_floor() -> Floor:
    document = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return Floor(tuple(document["calls"]), document["most"], document["least"])


def fallen(floor: Floor, figures: Mapping[str, float | None]) -> list[str]:
    """A line for every figure that is worse than its floor, or was not measured."""
    worse = []
    for name, most in floor.most.items():
        value = figures.get(name)
        if value is None or value > most:
            worse.append(f"{name} is {value}, and may be {most} at most")
    for name, least in floor.least.items():
        value = figures.get(name)
        if value is None or value < least:
            worse.append(f"{name} is {value}, and must be {least} at least")
    return worse
