"""How far people agree with the machine and with each other, against figures worked out elsewhere."""

from datetime import timedelta

import numpy as np
import pytest

from qa_pipeline.evaluation.raters import ALL, krippendorffs_alpha, raters
from qa_pipeline.finding import ScorecardRef, Verdict
from qa_pipeline.review import Review
from tests.examples import NOON, sha_of

CARD = ScorecardRef("small", 1, sha_of("small"))
MET, NOT_MET, NA, UNSURE = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED
LETTERS = {"m": MET, "n": NOT_MET, "a": NA, "u": UNSURE}


def said(**columns: str) -> list[Review]:
    """A letter a call for each person, a dot where they gave no answer; `machine` is the machine."""
    machine = columns.pop("machine")
    return [
        Review(
            id=100 * call + place,
            recording_id=call,
            scorecard=CARD,
            criterion="no_blame",
            machine_verdict=LETTERS[machine[call]],
            machine_confidence=0.9,
            verdict=LETTERS[letter],
            reason="Heard.",
            reviewer=person,
            person=person,
            created_at=NOON + timedelta(minutes=place),
        )
        for place, (person, letters) in enumerate(columns.items())
        for call, letter in enumerate(letters)
        if letter != "."
    ]


def test_krippendorffs_alpha_is_that_of_his_own_example() -> None:
    """Nominal data, two observers, five values: Computing Krippendorff's Alpha-Reliability (2011), example B."""
    pairs = zip("aabbdcccedda", "babbbccceddd", strict=True)
    table = np.zeros((5, 5))
    for one, other in pairs:
        table["abcde".index(one), "abcde".index(other)] += 1
        table["abcde".index(other), "abcde".index(one)] += 1
    assert float(krippendorffs_alpha(table)) == pytest.approx(0.692, abs=0.0005)


def test_alpha_of_two_people_is_as_worked_out_by_hand() -> None:
    found = raters(said(machine="m" * 11, anna="mnnuaaauuum", ben="nnnnaaauuum"))[ALL].people
    assert (found.questions, found.answers) == (11, 22)
    assert found.equal == pytest.approx(9 / 11)
    by_hand = _alpha_by_hand("mnnuaaauuum", "nnnnaaauuum")
    assert found.alpha.value == pytest.approx(by_hand)
    assert found.alpha.low is not None
    assert found.alpha.low < by_hand < (found.alpha.high or 0)


def _alpha_by_hand(first: str, second: str) -> float:
    """For two observers without gaps: 1 − observed ÷ expected disagreement over all pairs of values."""
    values = first + second
    count = len(values)
    observed = sum(one != other for one, other in zip(first, second, strict=True)) / len(first)
    differing = sum(values[i] != values[j] for i in range(count) for j in range(count) if i != j)
    return 1 - observed / (differing / (count * (count - 1)))


def test_cohens_kappa_of_two_people() -> None:
    """20 both met, 15 both not, 5 and 10 apart: (0.7 − 0.5) ÷ (1 − 0.5) = 0.4."""
    anna = "m" * 25 + "n" * 25
    ben = "m" * 20 + "n" * 5 + "m" * 10 + "n" * 15
    found = raters(said(machine=anna, anna=anna, ben=ben))[ALL].people
    assert found.kappa.value == pytest.approx(0.4)
    assert found.kappa.low is not None
    assert found.kappa.low < 0.4 < (found.kappa.high or 0)


def test_with_three_people_and_gaps_there_is_alpha_alone() -> None:
    found = raters(said(machine="mmmm", anna="mmn.", ben="mnn.", cleo=".mnm"))[ALL].people
    assert (found.questions, found.answers) == (3, 8)
    assert found.alpha.value is not None
    assert found.kappa.value is None


def test_the_machine_is_held_against_what_most_say_and_ties_are_counted() -> None:
    found = raters(said(machine="mmnn", anna="mmnm", ben="mnnn", cleo="m.mn"))
    assert found["no_blame"] == found[ALL]
    machine = found["no_blame"].machine
    assert (machine.answers, machine.right, found["no_blame"].tied) == (3, 3, 1)
    assert machine.kappa.value == 1.0


def test_where_nobody_answered_there_is_nothing() -> None:
    found = raters([])[ALL]
    assert (found.machine.answers, found.machine.kappa.value, found.people.alpha.value) == (0, None, None)
    assert found.people.equal is None
