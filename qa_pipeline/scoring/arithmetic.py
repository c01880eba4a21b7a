"""The arithmetic of a score, apart from any call: weights and verdicts in, numbers out.

Section score S = Σ w·a / Σ w over its applicable, determined criteria, or Σ W·S / Σ W over the sections inside it.
Call score 100 · Σ W·S / Σ W over the sections that have one, plus bonus points, never above 100. docs/scoring.md works
examples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from qa_pipeline.finding import Verdict

DIGITS = 6
"""Decimals that are kept, so that a score of 80 is not 79.99999999999999 and missed."""

NOTHING_INSIDE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion's verdict and weight; `fails` is what it brings down to 0 when it is not met.

    `value` is a, from 0 to 1, where a scale gives it; without one, met is 1 and not met 0. A mark with `bonus` has no
    part in its section's score: it adds a · bonus points to the call's.
    """

    section: str
    weight: float
    verdict: Verdict
    fails: Literal["call", "section"] | None = None
    value: float | None = None
    bonus: float = 0.0

    @property
    def failing(self) -> bool:
        return self.fails is not None and self.verdict is Verdict.NOT_MET

    @property
    def determined(self) -> bool:
        return self.verdict in (Verdict.MET, Verdict.NOT_MET)

    @property
    def worth(self) -> float:
        """a of a determined mark."""
        if self.value is not None:
            return self.value
        return 1.0 if self.verdict is Verdict.MET else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of a call; `before` is the score without any auto-fail, `sections` the value of each, 0 to 1."""

    score: float | None
    before: float | None
    score_range: tuple[float, float] | None
    coverage: float | None
    sections: Mapping[str, float | None]


@dataclass(frozen=True)  # without slots, which would have no room for what is kept
class _Sheet:
    """The sections with their weights, which of them stand inside another, and the marks."""

    weights: Mapping[str, float]
    inside: Mapping[str, str]
    marks: Sequence[Mark]

    @cached_property
    def counted(self) -> Mapping[str, Sequence[Mark]]:
        """The marks that weigh in each section."""
        counted: dict[str, list[Mark]] = {name: [] for name in self.weights}
        for mark in self.marks:
            if not mark.bonus:
                counted[mark.section].append(mark)
        return counted

    @cached_property
    def failed(self) -> frozenset[str]:
        """The sections that an auto-fail of their own brings down to 0."""
        return frozenset([mark.section for mark in self.marks if mark.fails == "section" and mark.failing])

    def sections_in(self, section: str | None) -> list[str]:
        """The sections that stand inside one; with None, those of the call itself."""
        return [name for name in self.weights if self.inside.get(name) == section]


def tally(weights: Mapping[str, float], marks: Sequence[Mark], inside: Mapping[str, str] = NOTHING_INSIDE) -> Tally:
    """The numbers for some marks; `weights` has the weight of each section, `inside` the section that one stands in.

    A weight is relative to the sections beside it. A section that has sections inside has no marks of its own.
    """
    sheet = _Sheet(weights, inside, marks)
    score = _score(sheet)
    return Tally(
        score=score,
        before=_score(_without_fails(sheet)) if any(mark.failing for mark in marks) else score,
        score_range=_range(sheet, score),
        coverage=_rounded(_mean((weights[name], _known(sheet, name)) for name in sheet.sections_in(None))),
        sections={section: _rounded(_section(sheet, section)) for section in weights},
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _mean(weighed: Iterable[tuple[float, float | None]]) -> float | None:
    """The weighted mean of the values that there are, None without any."""
    there = [(weight, value) for weight, value in weighed if value is not None]
    return sum(weight * value for weight, value in there) / sum(weight for weight, _ in there) if there else None


def _section(sheet: _Sheet, section: str) -> float | None:
    """S of one section, 0 when an auto-fail targets it, None when nothing in it is applicable and determined."""
    if section in sheet.failed:
        return 0.0
    inner = sheet.sections_in(section)
    if inner:
        return _mean((sheet.weights[name], _section(sheet, name)) for name in inner)
    return _mean((mark.weight, mark.worth) for mark in sheet.counted[section] if mark.determined)


def _score(sheet: _Sheet) -> float | None:
    value = _mean((sheet.weights[name], _section(sheet, name)) for name in sheet.sections_in(None))
    if value is None:
        return None
    if any(mark.failing and mark.fails == "call" for mark in sheet.marks):
        return 0.0
    return round(min(100.0, 100 * value + _bonus(sheet)), DIGITS)


def _bonus(sheet: _Sheet) -> float:
    """The bonus points that were earned; those of a section that an auto-fail brought down are lost."""
    earned = (mark for mark in sheet.marks if mark.bonus and mark.determined and mark.section not in sheet.failed)
    return sum(mark.bonus * mark.worth for mark in earned)


def _without_fails(sheet: _Sheet) -> _Sheet:
    return replace(sheet, marks=[replace(mark, fails=None) for mark in sheet.marks])


def _range(sheet: _Sheet, score: float | None) -> tuple[float, float] | None:
    """The score with every undetermined criterion at its worst, and with every one at its best."""
    if all(mark.verdict is not Verdict.UNDETERMINED for mark in sheet.marks):
        return None if score is None else (score, score)
    worst = _score(replace(sheet, marks=[_settled(mark, Verdict.NOT_MET) for mark in sheet.marks]))
    best = _score(replace(sheet, marks=[_settled(mark, Verdict.MET) for mark in sheet.marks]))
    return None if worst is None or best is None else (worst, best)


def _settled(mark: Mark, verdict: Verdict) -> Mark:
    return replace(mark, verdict=verdict, value=None) if mark.verdict is Verdict.UNDETERMINED else mark


def _known(sheet: _Sheet, section: str) -> float | None:
    """Applicable weight determined ÷ applicable weight, None where nothing is applicable.

    A criterion's weight is its share of the call's score, so a section's own share is divided among what is in it.
    """
    inner = sheet.sections_in(section)
    if inner:
        return _mean((sheet.weights[name], _known(sheet, name)) for name in inner)
    applicable = [mark for mark in sheet.counted[section] if mark.verdict is not Verdict.NOT_APPLICABLE]
    return _mean((mark.weight, float(mark.determined)) for mark in applicable)
