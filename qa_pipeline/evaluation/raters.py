"""How far the machine and people agree, beside how far people agree with each other, from their reviews."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.evaluation.verdicts import (
    VERDICTS,
    Agreement,
    Judged,
    Kappa,
    agreement,
    bootstrapped,
    cohens_kappa,
)
from qa_pipeline.review import Review, by_question, majority

Floats = NDArray[np.float64]
Table = Callable[[tuple[Review, ...]], Floats]
ALL = ""
"""Stands for all criteria together."""


@dataclass(frozen=True, slots=True)
class People:
    """How far people agree: over the questions that two or more answered, so many answers, the share of the pairs of
    answers that are equal, Krippendorff's alpha, and Cohen's kappa where there are just two people."""

    questions: int
    answers: int
    equal: float | None
    alpha: Kappa
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class Raters:
    """One criterion, or all: the machine against what most people say (questions that tie are left out), and people
    against each other."""

    machine: Agreement
    tied: int
    people: People


def raters(reviews: Iterable[Review]) -> Mapping[str, Raters]:
    """By criterion, and under ALL for all of them together; the latest answer of each person counts."""
    questions = by_question(reviews)
    groups: dict[str, list[tuple[Review, ...]]] = {ALL: list(questions.values())}
    for (_, criterion), those in sorted(questions.items(), key=lambda item: item[0][1]):
        groups.setdefault(criterion, []).append(those)
    return {criterion: _raters(group) for criterion, group in groups.items()}


def _raters(questions: Sequence[tuple[Review, ...]]) -> Raters:
    judged = [one for one in map(_judged, questions) if one is not None]
    return Raters(agreement(judged), len(questions) - len(judged), _people(questions))


def _judged(reviews: tuple[Review, ...]) -> Judged | None:
    """The machine's answer, as it was when the last person answered, against most people's; None for a tie."""
    most, last = majority(reviews), reviews[-1]
    if most is None:
        return None
    return Judged(str(last.recording_id), last.criterion, most, last.machine_verdict, last.machine_confidence)


def _people(questions: Sequence[tuple[Review, ...]]) -> People:
    several = [those for those in questions if len(those) > 1]
    coincidences = _by_call(several, _coincidences)
    total = coincidences.sum(axis=0)
    persons = sorted({one.person for those in several for one in those})
    return People(
        questions=len(several),
        answers=sum(map(len, several)),
        equal=float(np.trace(total) / total.sum()) if several else None,
        alpha=bootstrapped(coincidences, krippendorffs_alpha),
        kappa=bootstrapped(_by_call(several, _table_of(persons)), cohens_kappa) if len(persons) == 2 else Kappa(None),
    )


def krippendorffs_alpha(coincidences: Floats) -> Floats:
    """1 − observed ÷ expected disagreement for nominal values, from tables of coincidences of shape (…, k, k).

    NaN where all answers are one and the same. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
    """
    marginals = coincidences.sum(axis=-1)
    total = marginals.sum(axis=-1)
    observed = total - np.trace(coincidences, axis1=-2, axis2=-1)
    expected = total**2 - (marginals**2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = 1 - (total - 1) * observed / expected
    return np.asarray(np.where(expected < 1e-9, np.nan, alpha), np.float64)


def _coincidences(reviews: tuple[Review, ...]) -> Floats:
    """How often each pair of verdicts stands together in one question, each answer counting once."""
    counts = Counter(one.verdict for one in reviews)
    row = np.array([counts[verdict] for verdict in VERDICTS], np.float64)
    return np.asarray((np.outer(row, row) - np.diag(row)) / (len(reviews) - 1), np.float64)


def _table_of(persons: Sequence[str]) -> Table:
    """Two people's answers to one question as a table of counts, [first person][second person]."""

    def table(reviews: tuple[Review, ...]) -> Floats:
        said = {one.person: VERDICTS.index(one.verdict) for one in reviews}
        counts = np.zeros((len(VERDICTS), len(VERDICTS)))
        counts[said[persons[0]], said[persons[1]]] = 1
        return counts

    return table


def _by_call(questions: Sequence[tuple[Review, ...]], table: Table) -> Floats:
    """The tables of a call's questions added up, for each call: its answers stand and fall together."""
    sums: dict[int, Floats] = {}
    for those in questions:
        number = those[0].recording_id
        sums[number] = sums.get(number, np.zeros((len(VERDICTS), len(VERDICTS)))) + table(those)
    return np.array([sums[number] for number in sorted(sums)]).reshape(-1, len(VERDICTS), len(VERDICTS))
