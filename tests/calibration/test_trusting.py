"""From answers on labelled dialogues to the trust in each criterion's answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_pipeline.calibration.trusting import Judged, fit_trust, write_trust
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.scoring.trust import Trust, load_trust

pytest.importorskip("sklearn", reason="scikit-learn comes with the voices extra")

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET


def answered(
    criterion: str,
    right: int,
    wrong: int,
    *,
    given: Verdict = MET,
    confidence: float = 0.9,
    language: str = "en",
    whole: bool = True,
) -> Iterator[Judged]:
    """So many right and wrong answers, each on a dialogue of its own."""
    other = NOT_MET if given is MET else MET
    for number in range(right + wrong):
        name = f"{criterion}-{given}-{language}-{confidence}-{whole}-{number}"
        yield Judged(name, whole, language, criterion, given if number < right else other, given, confidence)


def fitted(*judged: Judged, least_right: float = 0.7) -> Trust:
    return fit_trust(judged, least_right=least_right, heads=2, fitted_on=["en: some"])


def right(trust: Trust, criterion: str, verdict: Verdict = MET, confidence: float = 0.9, language: str = "en") -> float:
    found = trust.right(Finding(criterion, verdict, confidence, ""), language)
    assert found is not None
    return found


def test_the_trust_is_near_the_share_that_was_right() -> None:
    trust = fitted(*answered("thanks_given", 76, 4), *answered("no_blame", 40, 40))
    assert right(trust, "thanks_given") == pytest.approx(0.95, abs=0.04)
    assert right(trust, "no_blame") == pytest.approx(0.5, abs=0.06)
    assert trust.criteria["thanks_given"].right == 0.95
    assert trust.criteria["no_blame"].coverage == 0.0


def test_a_criterion_with_few_answers_stays_near_all_others() -> None:
    trust = fitted(*answered("thanks_given", 180, 20), *answered("no_blame", 0, 2))
    assert 0.3 < right(trust, "no_blame") < 0.9


def test_each_verdict_has_a_trust_of_its_own() -> None:
    trust = fitted(*answered("thanks_given", 80, 2), *answered("thanks_given", 41, 41, given=NOT_MET))
    assert right(trust, "thanks_given") > 0.9 > 0.65 > right(trust, "thanks_given", NOT_MET)


def test_a_surer_answer_is_trusted_more_where_surer_answers_were_right() -> None:
    trust = fitted(
        *answered("thanks_given", 90, 10, confidence=0.95), *answered("thanks_given", 55, 45, confidence=0.4)
    )
    assert right(trust, "thanks_given", confidence=0.95) > right(trust, "thanks_given", confidence=0.4) + 0.2


def test_a_language_in_which_answers_are_worse_is_trusted_less() -> None:
    trust = fitted(*answered("thanks_given", 76, 4), *answered("thanks_given", 52, 28, language="fi"))
    assert right(trust, "thanks_given") > right(trust, "thanks_given", language="fi")
    assert right(trust, "thanks_given", language="el") == pytest.approx(
        right(trust, "thanks_given", language="lv"), abs=1e-9
    )


def test_what_was_undetermined_lowers_the_coverage_alone() -> None:
    undetermined = [
        Judged(f"d{number}", True, "en", "thanks_given", MET, Verdict.UNDETERMINED, 0.0) for number in range(20)
    ]
    known = fitted(*answered("thanks_given", 80, 0), *answered("no_blame", 70, 10), *undetermined).criteria[
        "thanks_given"
    ]
    assert (known.answers, known.right, known.coverage, known.risk) == (80, 1.0, 0.8, 0.0)
    assert known.curve[-1] == (0.8, 0.0)


def test_short_dialogues_weigh_as_their_verdicts_are_spread_in_whole_calls() -> None:
    """In whole calls nine in ten are met, and met answers are right; the dialogues are full of hard not_met ones."""
    whole = [*answered("no_blame", 45, 0), *answered("no_blame", 5, 0, given=NOT_MET)]
    short = [*answered("no_blame", 20, 20, whole=False)]
    assert right(fitted(*whole, *short), "no_blame") > 0.8 > right(fitted(*short), "no_blame")


def test_each_fitting_is_a_new_version(tmp_path: Path) -> None:
    trust = fitted(*answered("thanks_given", 76, 4))
    paths = [write_trust(tmp_path / "trust", trust) for _ in range(2)]
    assert [path.name for path in paths] == ["1.yaml", "2.yaml"]
    assert [load_trust(path).version for path in paths] == [1, 2]
