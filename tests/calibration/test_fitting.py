"""Fitting one key, and what its thresholds promise, on sentences whose truth is known."""

import numpy as np
import pytest

from qa_pipeline.calibration.fitting import FOLDS, deal, fit
from qa_pipeline.calibration.thresholds import Promise, Thresholds, choose, judge
from qa_pipeline.language.heads import NEVER

pytest.importorskip("sklearn", reason="scikit-learn comes with the voices extra")


def two_clouds(distance: float, size: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Sentences that say the key lie `distance` spreads from those that do not, along one of 16 dimensions."""
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(size, 16)).astype(np.float32)
    says = np.arange(size) % 3 == 0
    vectors[says, 0] += distance
    return vectors, says


def test_a_head_tells_what_is_far_apart_on_sentences_that_it_was_not_fitted_on() -> None:
    vectors, says = two_clouds(6.0)
    fitted = fit(vectors, says, np.ones(len(says), np.float32), [str(number) for number in range(len(says))])
    assert (fitted.held_out[says] > 0.5).all()
    assert (fitted.held_out[~says] < 0.5).all()


def test_a_head_learns_nothing_where_there_is_nothing_to_learn() -> None:
    vectors, says = two_clouds(0.0)
    fitted = fit(vectors, says, np.ones(len(says), np.float32), [str(number) for number in range(len(says))])
    right = ((fitted.held_out > 0.5) == says).mean()
    assert right < 0.8  # two thirds say it not


def test_equal_sentences_are_held_out_together_and_both_kinds_are_dealt_evenly() -> None:
    texts = [f"s{number % 50}" for number in range(100)]
    says = np.array([number % 50 < 10 for number in range(100)])
    folds = deal(says, texts)
    assert (folds.numbers[:50] == folds.numbers[50:]).all()
    assert [int(says[test].sum()) for _, test in folds.sides()] == [4] * FOLDS


def test_neither_a_call_nor_a_sentence_is_ever_on_both_sides() -> None:
    """In every call somebody says thanks; each call says so much else that is its own, and so do the packs."""
    calls = [f"call {number // 10}" for number in range(120)] + [""] * 60
    texts = ["thanks" if number % 10 == 0 else f"s{number}" for number in range(180)]
    says = np.array([number % 3 == 0 for number in range(180)])
    held_out = np.zeros(180, int)
    for train, test in deal(says, texts, calls).sides():
        held_out += test
        inside, outside = ({calls[at] for at in np.flatnonzero(side)} - {""} for side in (train, test))
        assert not inside & outside
        assert not {texts[at] for at in np.flatnonzero(train)} & {texts[at] for at in np.flatnonzero(test)}
        assert train.sum() > 100
    assert (held_out == 1).all()


# probability, says, ordinary
SENTENCES = [(0.99, 1, 0), (0.95, 1, 0), (0.9, 1, 0), (0.8, 0, 0), (0.7, 1, 0), (0.6, 0, 1), (0.3, 1, 0), (0.1, 0, 1)]


def columns(rows: list[tuple[float, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.array(rows)
    return table[:, 0].astype(np.float32), table[:, 1].astype(bool), table[:, 2].astype(bool)


CASES = {
    "no error allowed": (0.0, 1.0, 0.85),
    "a fifth may be wrong": (0.2, 1.0, 0.65),
    "half may be wrong, ordinary sentences too": (0.5, 1.0, 0.2),
    "half may be wrong, no ordinary sentence": (0.5, 0.0, 0.65),
}


@pytest.mark.parametrize(("error_rate", "false_alarms", "accept"), CASES.values(), ids=CASES)
def test_the_threshold_is_the_lowest_that_keeps_its_promise(
    error_rate: float, false_alarms: float, accept: float
) -> None:
    probabilities, says, ordinary = columns(SENTENCES)
    weights = np.ones(len(says), np.float32)
    found = choose(probabilities, says, weights, ordinary, Promise(error_rate, false_alarms, 0.0))
    assert found.accept == pytest.approx(accept)


def test_in_doubt_is_what_says_it_as_likely_as_not() -> None:
    probabilities, says, ordinary = columns(SENTENCES)
    found = choose(probabilities, says, np.ones(8, np.float32), ordinary, Promise(0.0, 0.0, 0.0))
    assert found.reject == pytest.approx(0.6, abs=1e-3)  # down to 0.3 half say it, but 0.6 is an ordinary sentence


def test_a_head_that_keeps_no_promise_is_never_believed() -> None:
    probabilities, says, ordinary = columns([(0.9, 0, 1), (0.8, 1, 0), (0.7, 0, 1)])
    found = choose(probabilities, says, np.ones(3, np.float32), ordinary, Promise(0.05, 0.0, 0.0))
    assert found == Thresholds(NEVER, NEVER)


def test_what_the_thresholds_did_is_counted() -> None:
    probabilities, says, _ = columns(SENTENCES)
    held = judge(probabilities, says, np.ones(8, np.float32), Thresholds(0.85, 0.5))
    assert held.precision == 1.0
    assert held.recall == pytest.approx(3 / 5)
    assert held.coverage == pytest.approx(5 / 8)
    assert held.risk == pytest.approx(1 / 5)  # 0.3 says it
    assert [share for share, _ in held.curve] == sorted(share for share, _ in held.curve)
    assert held.curve[-1][0] == 1.0
