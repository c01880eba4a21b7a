"""How the verdicts given compare with those expected: confusion, accuracy, coverage, kappa."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.evaluation.account import Account
from qa_pipeline.finding import Verdict

VERDICTS = tuple(Verdict)
RESAMPLES = 2000
SEED = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of one call: what a careful listener answers, what callqa answered, and how sure it was."""

    call: str
    criterion: str
    expected: Verdict
    given: Verdict
    confidence: float

    @property
    def determined(self) -> bool:
        return self.given is not Verdict.UNDETERMINED

    @property
    def right(self) -> bool:
        return self.given is self.expected


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa, or another measure of its kind, and the 95 % interval of its bootstrap; None where undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """`confusion` counts answers, [expected][given] in the order of VERDICTS."""

    answers: int
    determined: int
    right: int
    confusion: tuple[tuple[int, ...], ...]
    kappa: Kappa

    @property
    def accuracy(self) -> float | None:
        """Right answers ÷ determined answers."""
        return self.right / self.determined if self.determined else None

    @property
    def coverage(self) -> float | None:
        """Determined answers ÷ all."""
        return self.determined / self.answers if self.answers else None

    @property
    def kappa_where_determined(self) -> float | None:
        """Cohen's kappa over the determined answers alone, as of raters of whom one left some out."""
        kept = [verdict is not Verdict.UNDETERMINED for verdict in VERDICTS]
        value = float(cohens_kappa(np.array(self.confusion, np.int64)[:, kept][kept]))
        return None if np.isnan(value) else value


def judge(call: str, truth: Account, heard: Account) -> tuple[Judged, ...] | None:
    """Pair the answers to the questions that both have; None where the truth has none, or the call was not scored."""
    if truth.answers is None or not heard.answers:
        return None
    given = {answer.criterion: answer for answer in heard.answers}
    return tuple(
        Judged(call, answer.criterion, answer.verdict, own.verdict, own.confidence)
        for answer in truth.answers
        if (own := given.get(answer.criterion)) is not None
    )


def not_asked(truth: Account, heard: Account) -> tuple[str, ...]:
    """The criteria that the truth answers and the scorecard of a scored call does not ask."""
    if not heard.answers:
        return ()
    asked = {answer.criterion for answer in heard.answers}
    return tuple(answer.criterion for answer in truth.answers or () if answer.criterion not in asked)


def agreement(judged: Sequence[Judged]) -> Agreement:
    """Agreement over any set of answers; the kappa's interval comes from drawing calls, not answers, anew."""
    counts = Counter((item.expected, item.given) for item in judged)
    return Agreement(
        answers=len(judged),
        determined=sum(item.determined for item in judged),
        right=sum(item.right and item.determined for item in judged),
        confusion=tuple(tuple(counts[expected, given] for given in VERDICTS) for expected in VERDICTS),
        kappa=_kappa_with_interval(judged),
    )


def by_criterion(judged: Iterable[Judged]) -> Mapping[str, Agreement]:
    """Agreement on each criterion, in the order in which they first come."""
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(item.criterion, []).append(item)
    return {criterion: agreement(group) for criterion, group in groups.items()}


def cohens_kappa(confusion: NDArray[Any]) -> NDArray[np.float64]:
    """(observed − chance agreement) ÷ (1 − chance agreement), for tables of shape (…, k, k).

    NaN where both give one and the same answer throughout: chance alone agrees fully then. Cohen, 1960.
    """
    total = confusion.sum(axis=(-2, -1))
    observed = np.trace(confusion, axis1=-2, axis2=-1)
    chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa = (observed * total - chance) / (total * total - chance)
    return np.asarray(np.where(total * total == chance, np.nan, kappa), np.float64)


def _kappa_with_interval(judged: Sequence[Judged]) -> Kappa:
    """Answers of one call stand and fall together (a misheard call, swapped roles), so calls are what is drawn."""
    calls = sorted({item.call for item in judged})
    tables = np.zeros((len(calls), len(VERDICTS), len(VERDICTS)), np.int64)
    for item in judged:
        tables[calls.index(item.call), VERDICTS.index(item.expected), VERDICTS.index(item.given)] += 1
    return bootstrapped(tables, cohens_kappa)


def bootstrapped(tables: NDArray[Any], measure: Callable[[NDArray[Any]], NDArray[np.float64]]) -> Kappa:
    """A measure of agreement over the sum of tables, one a call, and its interval from drawing calls anew."""
    if not len(tables):
        return Kappa(None)
    value = float(measure(tables.sum(axis=0)))
    if np.isnan(value):
        return Kappa(None)
    drawn = np.random.default_rng(SEED).integers(len(tables), size=(RESAMPLES, len(tables)))
    values = measure(tables[drawn].sum(axis=1))
    values = values[~np.isnan(values)]
    if len(tables) < 2 or not values.size:
        return Kappa(value)
    low, high = np.quantile(values, [0.025, 0.975])
    return Kappa(value, float(low), float(high))
