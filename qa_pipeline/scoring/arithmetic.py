"""The arithmetic of a score, apart from any call: weights and verdicts in, numbers out.

Section score S = Σ w·a / Σ w over its applicable, determined criteria (met is a = 1, not met 0).
Call score 100 · Σ W·S / Σ W over the sections that have one. docs/scoring.md works an example.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qa_pipeline.finding import Verdict

DIGITS = 6
"""Decimals that are kept, so that a score of 80 is not 79.99999999999999 and missed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion's verdict and weight; `fails` is what it brings down to 0 when it is not met."""

    section: str
    weight: float
    verdict: Verdict
    fails: Literal["call", "section"] | None = None

    @property
    def failing(self) -> bool:
        return self.fails is not None and self.verdict is Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of a call; `before` is the score without any auto-fail, `sections` the value of each, 0 to 1."""

    score: float | None
    before: float | None
    score_range: tuple[float, float] | None
    coverage: float | None
    sections: Mapping[str, float | None]


def tally(weights: Mapping[str, float], marks: Sequence[Mark]) -> Tally:
    """The numbers for some marks; `weights` has the weight of each section."""
    return Tally(
        score=_score(weights, marks),
        before=_score(weights, [_harmless(mark) for mark in marks]),
        score_range=_range(weights, marks),
        coverage=_coverage(weights, marks),
        sections={section: _rounded(_section(_of(section, marks))) for section in weights},
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _of(section: str, marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.section == section]


def _harmless(mark: Mark) -> Mark:
    return Mark(mark.section, mark.weight, mark.verdict)


def _section(marks: Sequence[Mark]) -> float | None:
    """S of one section, 0 when an auto-fail targets it, None when nothing in it is applicable and determined."""
    if any(mark.failing and mark.fails == "section" for mark in marks):
        return 0.0
    determined = [mark for mark in marks if mark.verdict in (Verdict.MET, Verdict.NOT_MET)]
    if not determined:
        return None
    met = sum(mark.weight for mark in determined if mark.verdict is Verdict.MET)
    return met / sum(mark.weight for mark in determined)


def _score(weights: Mapping[str, float], marks: Sequence[Mark]) -> float | None:
    values = {section: _section(_of(section, marks)) for section in weights}
    scored = {section: value for section, value in values.items() if value is not None}
    if not scored:
        return None
    if any(mark.failing and mark.fails == "call" for mark in marks):
        return 0.0
    total = sum(weights[section] * value for section, value in scored.items())
    return round(100 * total / sum(weights[section] for section in scored), DIGITS)


def _range(weights: Mapping[str, float], marks: Sequence[Mark]) -> tuple[float, float] | None:
    """The score with every undetermined criterion not met, and with every one met."""
    worst = _score(weights, [_settled(mark, Verdict.NOT_MET) for mark in marks])
    best = _score(weights, [_settled(mark, Verdict.MET) for mark in marks])
    return None if worst is None or best is None else (worst, best)


def _settled(mark: Mark, verdict: Verdict) -> Mark:
    undetermined = mark.verdict is Verdict.UNDETERMINED
    return Mark(mark.section, mark.weight, verdict if undetermined else mark.verdict, mark.fails)


def _coverage(weights: Mapping[str, float], marks: Sequence[Mark]) -> float | None:
    """Applicable weight determined ÷ applicable weight, where a criterion's weight is its share of the call's score."""
    applicable = determined = 0.0
    for section, weight in weights.items():
        counted = [mark for mark in _of(section, marks) if mark.verdict is not Verdict.NOT_APPLICABLE]
        if not counted:
            continue
        known = sum(mark.weight for mark in counted if mark.verdict is not Verdict.UNDETERMINED)
        applicable += weight
        determined += weight * known / sum(mark.weight for mark in counted)
    return round(determined / applicable, DIGITS) if applicable else None
