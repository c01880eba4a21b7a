"""One key's head: the better of a logistic regression and of the bare margin between example and contrast."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from qa_pipeline.errors import MissingExtra
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.meaning import sigmoid

Bools = npt.NDArray[np.bool_]
Way = Literal["regression", "margin"]

FOLDS = 5
SEED = 20
STRENGTHS = (3.0, 10.0)
"""Inverse regularisation strengths that cross-validation chooses among."""


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A sentence's log-odds are `weights` · vector + `bias`."""

    weights: Vectors
    bias: float

    def probabilities(self, vectors: Vectors) -> Vectors:
        return sigmoid(vectors @ self.weights + self.bias)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The head fitted on everything, and what heads fitted without a sentence gave that sentence."""

    linear: Linear
    way: Way
    held_out: Vectors


Fit = Callable[[Vectors, Bools, Vectors], Linear]


def require_scikit_learn() -> None:
    """Raise MissingExtra where the package that fits is not installed."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise MissingExtra(
            'fitting needs scikit-learn: `pip install "callqa[voices]"` brings it; in a checkout, `make demo` has'
        ) from None


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """Which sentences are held out together: `numbers` has the fold of each, `texts` a number for what it says."""

    numbers: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int64]

    def sides(self) -> Iterator[tuple[Bools, Bools]]:
        """For each fold, the sentences to fit on and those held out; none of the first says what one of these does."""
        for number in range(FOLDS):
            test = self.numbers == number
            yield ~np.isin(self.texts, self.texts[test]) & ~test, test


def fit(
    vectors: Vectors, says: Bools, weights: Vectors, texts: Sequence[str], calls: Sequence[str] | None = None
) -> Fitted:
    """Fit one key; `weights` tell how much a sentence counts, one that stands twice is held out as one.

    `calls` names the call that each was said in ("" for none): a call is held out as one. Ways and strengths are
    compared by the weighted log loss of the sentences held out.
    """
    folds = deal(says, texts, calls)
    candidates: list[tuple[Way, Fit]] = [("margin", margin)]
    candidates += [("regression", regression(strength)) for strength in STRENGTHS]
    tried = [(way, one, cross_validate(one, vectors, says, weights, folds)) for way, one in candidates]
    way, chosen, held_out = min(tried, key=lambda one: log_loss(one[2], says, weights))
    return Fitted(chosen(vectors, says, weights), way, held_out)


def deal(says: Bools, texts: Sequence[str], calls: Sequence[str] | None = None) -> Folds:
    """Deal sentences into folds: calls whole; of the others what says the key and what does not evenly, equal texts
    together."""
    # scikit-learn's StratifiedGroupKFold does the same, group by group: 20 times as long as the fit itself.
    of = calls or [""] * len(texts)
    said = {text: bool(says[number]) for number, text in enumerate(texts) if not of[number]}
    shuffled = _shuffled(list(said))
    fold = {text: number for number, text in enumerate(sorted(shuffled, key=lambda text: said[text]))}
    by_call = {call: number for number, call in enumerate(_shuffled(sorted({*of} - {""})))}
    numbers = [by_call[call] if call else fold[text] for call, text in zip(of, texts, strict=True)]
    place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return Folds(np.array(numbers, np.int64) % FOLDS, np.array([place[text] for text in texts], np.int64))


def _shuffled(names: Sequence[str]) -> list[str]:
    return [names[number] for number in np.random.default_rng(SEED).permutation(len(names))]


def cross_validate(one: Fit, vectors: Vectors, says: Bools, weights: Vectors, folds: Folds) -> Vectors:
    """What a head fitted without a sentence's fold gives it."""
    held_out = np.zeros(len(says), np.float32)
    for train, test in folds.sides():
        held_out[test] = one(vectors[train], says[train], weights[train]).probabilities(vectors[test])
    return held_out


def log_loss(probabilities: Vectors, says: Bools, weights: Vectors) -> float:
    """Mean −log of the probability given to what is so."""
    right = np.clip(np.where(says, probabilities, 1 - probabilities), 1e-6, 1.0)
    return float(-(weights * np.log(right)).sum() / weights.sum())


def regression(strength: float) -> Fit:
    """A logistic regression on centred, scaled vectors, folded back into weights for the vectors as they are."""

    def run(vectors: Vectors, says: Bools, weights: Vectors) -> Linear:
        from sklearn.linear_model import LogisticRegression

        mean = vectors.mean(axis=0)
        # E5's vectors lie in a narrow cone: their spread is a few hundredths in every direction.
        scale = float((vectors - mean).std()) or 1.0
        model = LogisticRegression(C=strength / vectors.shape[1], max_iter=200, tol=1e-3)
        model.fit((vectors - mean) / scale, says, sample_weight=weights)
        slope = model.coef_[0] / scale
        return Linear(np.asarray(slope, np.float32), float(model.intercept_[0] - slope @ mean))

    return run


def margin(vectors: Vectors, says: Bools, weights: Vectors) -> Linear:
    """How much nearer a sentence is to the mean of what says the key than to the mean of what does not."""
    from sklearn.linear_model import LogisticRegression

    direction = vectors[says].mean(axis=0) - np.average(vectors[~says], axis=0, weights=weights[~says])
    along = vectors @ direction
    spread = float(along.std()) or 1.0
    model = LogisticRegression(C=10.0)
    model.fit(((along - along.mean()) / spread)[:, None], says, sample_weight=weights)
    slope = float(model.coef_[0, 0]) / spread
    bias = float(model.intercept_[0]) - slope * float(along.mean())
    return Linear(np.asarray(direction * slope, np.float32), bias)
