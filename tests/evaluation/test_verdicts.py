import numpy as np
import pytest

from qa_pipeline.evaluation.confidence import measure_trust
from qa_pipeline.evaluation.verdicts import Judged, agreement, by_criterion, cohens_kappa, judge, not_asked
from qa_pipeline.finding import Verdict
from tests.evaluation.tales import account, as_output, small_truth

MET, NOT_MET, NA, UNSURE = Verdict
MARKS = {"m": MET, "n": NOT_MET, "a": NA, "u": UNSURE}


def judged(pairs: str, *, calls: int = 1, confidence: float = 0.9) -> list[Judged]:
    """ "mn" is a question whose answer is met and was not_met; the questions go round the calls."""
    return [
        Judged(f"call {place % calls}", f"question {place // calls}", MARKS[pair[0]], MARKS[pair[1]], confidence)
        for place, pair in enumerate(pairs.split())
    ]


def test_the_confusion_has_each_answer_in_its_cell() -> None:
    found = agreement(judged("mm mm mn nn nm aa au uu un"))
    assert found.confusion == ((2, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1), (0, 1, 0, 1))
    assert (found.answers, found.determined, found.right) == (9, 7, 4)
    assert (found.accuracy, found.coverage) == (4 / 7, 7 / 9)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),  # (0.7 − 0.5) ÷ (1 − 0.5)
        ([[5, 0], [0, 5]], 1.0),
        ([[0, 5], [5, 0]], -1.0),
        ([[5, 5], [5, 5]], 0.0),
        ([[9, 0], [0, 0]], np.nan),  # one answer throughout: chance agrees as well
        ([[9, 1], [0, 0]], 0.0),
    ],
)
def test_kappa_is_what_it_is_by_hand(table: list[list[int]], kappa: float) -> None:
    assert cohens_kappa(np.array(table, np.int64)) == pytest.approx(kappa, nan_ok=True)


def test_the_interval_holds_the_kappa_and_is_the_same_every_time() -> None:
    some = judged("mm nn mm mn nn nm mm nn aa mm nn mn", calls=6)
    first, second = agreement(some).kappa, agreement(some).kappa
    assert first == second
    assert first.value is not None
    assert first.low is not None
    assert first.high is not None
    assert -1 <= first.low < first.value < first.high <= 1


def test_calls_are_drawn_as_wholes() -> None:
    """Ten wrong answers in one call of two: a draw has none of them, half of them, or nothing else."""
    two = [*judged("mm nn " * 5), *(Judged("other", f"q{n}", MET, NOT_MET, 0.9) for n in range(10))]
    kappa = agreement(two).kappa
    assert (kappa.low, kappa.high) == (0, 1)


def test_where_determined_an_open_answer_is_no_disagreement() -> None:
    """Of five answers one is open: the four others agree throughout."""
    some = agreement(judged("mm nn mm nn mu"))
    assert some.kappa_where_determined == 1.0
    assert some.kappa.value is not None
    assert some.kappa.value < 1.0


def test_one_call_has_no_interval_and_one_answer_throughout_no_kappa() -> None:
    assert agreement(judged("mm nn mn")).kappa.low is None
    assert agreement(judged("mm mm", calls=2)).kappa.value is None


def test_each_criterion_is_counted_by_itself() -> None:
    found = by_criterion(judged("mm mn nn nn", calls=2))
    assert {name: item.accuracy for name, item in found.items()} == {"question 0": 0.5, "question 1": 1.0}


def test_only_questions_that_both_have_are_compared_and_the_others_are_named() -> None:
    output = as_output(small_truth())
    output["findings"] = [item for item in output["findings"] if item["criterion"] != "b"]
    output["findings"].append({"criterion": "new", "verdict": "met", "confidence": 1.0})
    pairs = judge("call", account(small_truth()), account(output))
    assert pairs is not None
    assert [item.criterion for item in pairs] == ["a", "c", "d"]
    assert not_asked(account(small_truth()), account(output)) == ("b",)


@pytest.mark.parametrize("findings", [[], None])
def test_a_call_that_was_not_scored_has_no_verdicts_to_compare(findings: list[object] | None) -> None:
    output = account(as_output(small_truth()) | {"findings": findings})
    assert judge("call", account(small_truth()), output) is None
    assert not_asked(account(small_truth()), output) == ()


def test_reliability_gathers_answers_by_their_confidence() -> None:
    some = [*judged("mm mm mm mn", confidence=0.95), *judged("nm nn", confidence=0.72), *judged("mu", confidence=0.1)]
    trust = measure_trust([*some, *judged("mm", confidence=1.0)])
    assert [(item.low, item.answers, item.accuracy) for item in trust.reliability] == [(0.7, 2, 0.5), (0.9, 5, 0.8)]
    assert [item.confidence for item in trust.reliability] == pytest.approx([0.72, 0.96])
    assert trust.calibration_error == pytest.approx((2 * 0.22 + 5 * 0.16) / 7)


def test_risk_falls_with_the_answers_that_are_let_go() -> None:
    some = [
        *judged("mm mm", confidence=0.9),
        *judged("mn mm", confidence=0.8),
        *judged("nm", confidence=0.6),
        *judged("mu", confidence=0.2),
    ]
    points = measure_trust(some).risk
    assert [point.confidence for point in points] == [0.9, 0.8, 0.6]
    assert [point.coverage for point in points] == pytest.approx([2 / 6, 4 / 6, 5 / 6])
    assert [point.risk for point in points] == pytest.approx([0, 1 / 4, 2 / 5])
