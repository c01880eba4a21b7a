"""From held-out probabilities to the two thresholds between which a sentence is in doubt."""

from dataclasses import dataclass

import numpy as np

from qa_pipeline.calibration.fitting import Bools
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.heads import NEVER

CURVE_POINTS = 10
EDGE = 1e-4
"""What a threshold stands above the probability that it shuts out."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A sentence from `accept` on says the key; one under `reject` does not."""

    accept: float
    reject: float


@dataclass(frozen=True, slots=True)
class Held:
    """The thresholds at work on held-out sentences, each counted by its weight."""

    precision: float | None
    recall: float
    risk: float
    coverage: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What thresholds have to keep, as shares: wrong ones of the sentences accepted, accepted ones and doubtful ones of
    the ordinary sentences."""

    error_rate: float
    false_alarms: float
    doubts: float


def choose(probabilities: Vectors, says: Bools, weights: Vectors, ordinary: Bools, promise: Promise) -> Thresholds:
    """The lowest `accept` that keeps the promise; `ordinary` are the sentences that nobody wrote to deceive.

    Down to `reject` a sentence is at least as likely to say the key as not, and the doubts are within the promise.

    Both are NEVER where no threshold is good enough.
    """
    order = np.argsort(-probabilities, kind="stable")
    sorted_says, sorted_weights = says[order], weights[order]
    accepted = np.cumsum(sorted_weights)
    wrong = np.cumsum(np.where(sorted_says, 0.0, sorted_weights))
    alarms = np.cumsum(ordinary[order] & ~sorted_says) / max(1, int(ordinary.sum()))
    good = (wrong <= promise.error_rate * accepted) & (alarms <= promise.false_alarms) & sorted_says
    if not good.any():
        return Thresholds(NEVER, NEVER)
    last = int(np.flatnonzero(good)[-1])
    accept = _between(probabilities, order, last)
    silent = order[last + 1 :]
    bound = _bound(probabilities[silent], ordinary[silent] & ~says[silent], int(promise.doubts * ordinary.sum()))
    even = _even(probabilities[silent], says[silent], weights[silent])
    return Thresholds(accept, min(accept, max(even, bound)))


def _between(probabilities: Vectors, order: "np.typing.NDArray[np.intp]", last: int) -> float:
    """Half way to the next sentence, so that no threshold stands on a sentence's own number."""
    here = float(probabilities[order[last]])
    after = float(probabilities[order[last + 1]]) if last + 1 < len(order) else 0.0
    return (here + after) / 2


def _bound(probabilities: Vectors, alarm: Bools, allowed: int) -> float:
    """The probability, of those that fall, down to which so many ordinary sentences at most are met."""
    met = np.flatnonzero(alarm)
    return float(probabilities[met[allowed]]) + EDGE if len(met) > allowed else 0.0


def _even(probabilities: Vectors, says: Bools, weights: Vectors) -> float:
    """The lowest probability, of those that fall, down to which half of the sentences do say the key."""
    below, said, best = 0.0, 0.0, NEVER
    for probability, is_said, weight in zip(probabilities, says, weights, strict=True):
        below += float(weight)
        said += float(weight) if is_said else 0.0
        if is_said and said >= below / 2:
            best = float(probability)
    return best


def judge(probabilities: Vectors, says: Bools, weights: Vectors, thresholds: Thresholds) -> Held:
    """What the thresholds do, and the share of wrong answers among the surest of the sentences, for ten shares."""
    accepted = probabilities >= thresholds.accept
    decided = accepted | (probabilities < thresholds.reject)
    wrong = decided & (accepted != says)
    caught = float(weights[accepted & says].sum())
    taken = float(weights[accepted].sum())
    return Held(
        precision=caught / taken if taken else None,
        recall=caught / float(weights[says].sum()),
        risk=float(weights[wrong].sum()) / max(1e-9, float(weights[decided].sum())),
        coverage=float(weights[decided].sum()) / float(weights.sum()),
        curve=_curve(probabilities, says, weights, thresholds),
    )


def _curve(
    probabilities: Vectors, says: Bools, weights: Vectors, thresholds: Thresholds
) -> tuple[tuple[float, float], ...]:
    """(coverage, risk): the sentences in order of how far they lie from `accept`, the surest first."""
    cut = min(thresholds.accept, 0.5)
    logit = np.log(np.clip(probabilities, 1e-6, 1 - 1e-6) / np.clip(1 - probabilities, 1e-6, 1))
    distance = np.abs(logit - np.log(cut / (1 - cut)))
    order = np.argsort(-distance, kind="stable")
    wrong = np.cumsum(weights[order] * ((probabilities[order] >= cut) != says[order]))
    seen = np.cumsum(weights[order])
    points = [int(np.searchsorted(seen, seen[-1] * (step + 1) / CURVE_POINTS)) for step in range(CURVE_POINTS)]
    points = [min(point, len(seen) - 1) for point in points]
    return tuple((float(seen[point] / seen[-1]), float(wrong[point] / seen[point])) for point in points)
